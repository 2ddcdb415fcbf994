using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// The gradients of a projection's weights and biases. An item is 16 columns of the gradient in memory and some panels of its rows. The
/// rows of a tied table are tokens: the logits' side.
/// </summary>
internal sealed class WeightGradientOperation : Operation<WeightGradient>
{
    public override ImmutableArray<Key> Keys => ProjectionKeys.All;

    // Panels of inputs whose gradients are one item.
    private const int PanelGroup = 8;

    private static readonly Variable Item = new("item");
    private static readonly Variable Panel = new("panel");
    private static readonly Variable First = new("first");

    protected override string Describe(WeightGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(WeightGradient node, BlockLowering block)
    {
        bool isTied = node.Weights[0].Kind == ParameterKind.Table;
        (Value left, Value right) = isTied ? (node.OutputGradient, node.Input) : (node.Input, node.OutputGradient);
        int groups = (left.Columns.Panels + PanelGroup - 1) / PanelGroup;
        int items = right.Columns.Panels * groups;
        ImmutableArray<Statement> statements = LowerWeights(node.Weights[0], left, right, groups, block);
        int biasItems = 0;

        if (node.Biases.Length > 0 && isTied)
        {
            // The table's panels are columns of d_model; the biases follow as items of their own.
            biasItems = node.OutputGradient.Columns.Panels;
            statements = [LowerBiasItems(node, items, block), .. statements];
        }
        else if (node.Biases.Length > 0)
        {
            KernelCall bias = CallBias(node, Panel, block);
            statements = statements.Add(groups == 1 ? bias : Guard.If(First.Then("==", 0), bias));
        }

        string columns = Labels.Count(right.Columns.Panels, "panel");
        string comment = $"{Labels.Of(node.Weights)}: {columns} of columns, {left.Columns.Panels} of rows";

        yield return new Work(WorkSplit.OfParameters(items + biasItems), statements) { Comment = comment };
    }

    private static ImmutableArray<Statement> LowerWeights(Parameter weight, Value left, Value right, int groups, BlockLowering block)
    {
        int panels = left.Columns.Panels;
        Address rightPanel = block.Pointer(right).At(Panel, block.Rows.Stride);
        Address columns = block.Gradient(weight).At(Panel, (long)weight.Rows * Panels.Width);

        KernelCall Call(Expression? first, Expression count) => block.Call(
            new WeightGradientKernel(block.Rows),
            ("input", block.Pointer(left).At(first, block.Rows.Stride)),
            ("outputGradient", rightPanel),
            ("gradient", columns.At(first, Panels.Width * Panels.Width)),
            ("panels", Operand.Index(count)),
            ("rows", Operand.Index(PassMembers.Side(left.Side, "Rows"))),
            ("accumulate", Operand.Flag(block.AddsTo(weight))));

        if (groups == 1)
        {
            return [Define.Native("panel", Item), Call(null, panels)];
        }

        return
        [
            Define.Native("panel", Item / groups),
            Define.Native("first", Item % groups * PanelGroup),
            Call(First, panels % PanelGroup == 0 ? PanelGroup : Expression.Min(PanelGroup, (Expression)panels - First)),
        ];
    }

    private static Guard LowerBiasItems(WeightGradient node, int items, BlockLowering block) => Guard.If(
        Item.Then(">=", items), Define.Native("biasPanel", Item - items), CallBias(node, new Variable("biasPanel"), block), new NextItem());

    private static KernelCall CallBias(WeightGradient node, Variable panel, BlockLowering block) => block.Call(
        new BiasGradientKernel(),
        ("outputGradient", block.Pointer(node.OutputGradient).At(panel, block.Rows.Stride)),
        ("gradient", block.Gradient(node.Biases[0]).At(panel, Panels.Width)),
        ("rows", Operand.Index(PassMembers.Side(node.OutputGradient.Side, "Rows"))),
        ("accumulate", Operand.Flag(block.AddsTo(node.Biases[0]))));
}
