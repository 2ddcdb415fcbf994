using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// Recurrences: groups of whole sequences in training, slots in prompts, and where a token of each slot is decoded a product of all states.
/// </summary>
internal sealed class RecurrenceOperation : Operation<Recurrence>
{
    private static readonly ProjectionOperation Projections = new();
    private static readonly Variable Row = new("row");
    private static readonly Variable Start = new("start");

    public override ImmutableArray<Key> Keys => RecurrenceKeys.All;

    protected override string Describe(Recurrence node) => $"recurrence{(node.Residual is null ? "" : " and the residual")}";

    protected override Cost CostOf(Recurrence node) => new(node.Weight.Count, 0, 0);

    protected override IEnumerable<Work> Lower(Recurrence node, BlockLowering block) => block.Pass.Kind switch
    {
        PassKind.Decode => [LowerStart(node, block), .. Projections.Lower(node.Product, block), LowerStep(node, block)],
        PassKind.Prompt => [LowerPrompt(node, block)],
        _ => [LowerSequences(node, block)],
    };

    private static Work LowerSequences(Recurrence node, BlockLowering block) => SequenceGroup.Work(node.Side, operands => block.Call(
        new RecurrenceKernel(node.Output.Columns, node.Bias is not null, node.Residual is not null, block.Rows),
        [
            ("inputGates", block.Pointer(node.InputGates)),
            ("weights", block.Parameter(node.Weight)),
            ("bias", node.Bias is null ? null : block.Parameter(node.Bias)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("output", block.Pointer(node.Output)),
            ("gates", block.PointerOrNone(node.Gates)),
            ("previous", block.Pointer(node.Previous)),
            .. operands,
        ]));

    private static Work LowerPrompt(Recurrence node, BlockLowering block) => new(
        new WorkSplit(PassMembers.Side(node.Side, "SequenceCount"), "sequence"),
        [
            Define.Native(Start.Name, PassMembers.At(node.Side, "Starts", new Variable("sequence"))),
            block.Call(
                new RecurrentPromptKernel(
                    node.Output.Columns, node.Bias is not null, node.Residual is not null, block.Rows, block.Pass.Model.Parameters.Format),
                ("inputGates", block.Pointer(node.InputGates)),
                ("weights", block.Parameter(node.Weight)),
                ("bias", node.Bias is null ? null : block.Parameter(node.Bias)),
                ("residual", block.PointerOrNone(node.Residual)),
                ("output", block.Pointer(node.Output)),
                ("state", StateOf(node, block, PassMembers.At(node.Side, "Sequences", Start))),
                ("scratch", PassMembers.Scratch),
                ("slots", PassMembers.Rows(node.Side, "Sequences")),
                ("positions", PassMembers.Rows(node.Side, "Positions")),
                ("row", Operand.Index(Start)),
                ("rows", Operand.Index(PassMembers.Side(node.Side, "Rows")))),
        ]);

    // The states of all slots that go on, to rows side by side.
    private static Work LowerStart(Recurrence node, BlockLowering block) => new(SplitRows(node, block),
    [
        block.Call(
            new RecurrentStartKernel(node.Output.Columns, block.Rows),
            ("state", StateOf(node, block, SlotOf(node, block))),
            ("before", RowOf(node.Previous, block)),
            ("position", Operand.Index(PassMembers.At(node.Side, "Positions", block.Pass.IsRow ? 0 : Row)))),
    ]);

    private static Work LowerStep(Recurrence node, BlockLowering block) => new(SplitRows(node, block),
    [
        block.Call(
            new RecurrentStepKernel(node.Output.Columns, node.Residual is not null, block.Rows, block.Rows, RowLayout.Row),
            ("inputGates", RowOf(node.InputGates, block)),
            ("hiddenGates", RowOf(node.HiddenGates!, block)),
            ("before", RowOf(node.Previous, block)),
            ("state", StateOf(node, block, SlotOf(node, block))),
            ("residual", node.Residual is null ? null : RowOf(node.Residual, block)),
            ("output", RowOf(node.Output, block))),
    ]);

    private static WorkSplit SplitRows(Recurrence node, BlockLowering block) =>
        block.Pass.IsRow ? WorkSplit.Once : new WorkSplit(PassMembers.Side(node.Side, "Rows"), Row.Name);

    private static Expression? SlotOf(Recurrence node, BlockLowering block) =>
        block.Pass.IsRow ? null : PassMembers.At(node.Side, "Sequences", Row);

    private static Address RowOf(Value value, BlockLowering block) =>
        block.Pass.IsRow ? block.Pointer(value) : block.Pointer(value).At(Row, Panels.Width);

    // The state of a slot; the only one has no number.
    private static Address StateOf(Recurrence node, BlockLowering block, Expression? slot)
    {
        DecodingState state = block.StateOf(node).State;

        return Address.Of(state.Name).AtWide(slot, state.SlotFloats);
    }
}

/// <summary>The gradients of the gates, of the input's and of the state's.</summary>
internal sealed class RecurrenceGradientOperation : Operation<RecurrenceGradient>
{
    public override ImmutableArray<Key> Keys => RecurrenceKeys.All;

    protected override string Describe(RecurrenceGradient node) => "through the recurrence";

    protected override IEnumerable<Work> Lower(RecurrenceGradient node, BlockLowering block)
    {
        Recurrence forward = node.Forward;

        yield return SequenceGroup.Work(node.Side, operands => block.Call(
            new RecurrenceGradientKernel(forward.Output.Columns, block.Rows),
            [
                ("outputGradient", block.Pointer(node.OutputGradient)),
                ("gates", block.Pointer(forward.Gates!)),
                ("previous", block.Pointer(forward.Previous)),
                ("weights", block.Copy(forward.Weight)),
                ("inputGatesGradient", block.Pointer(node.InputGatesGradient)),
                ("hiddenGatesGradient", block.Pointer(node.HiddenGatesGradient)),
                .. operands,
            ]));
    }
}
