using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Products with weights: over blocks of rows, or where a pass decodes, over panels of outputs.</summary>
internal sealed class ProjectionOperation : Operation<Projection>
{
    public override ImmutableArray<Key> Keys => ProjectionKeys.All;

    /// <summary>Output panels that a thread claims at once over several rows.</summary>
    public const int PanelGroup = 4;

    protected override string Describe(Projection node) => string.Concat(
        Labels.Of(node.Weights),
        node.Activation is null ? "" : $" and {node.Activation.ToString().ToLowerInvariant()}",
        node.Residual is null ? "" : " and the residual");

    // Items of a product of one row that are claimed together where several experts have such products.
    private const int ChoiceClaims = 4;

    private static readonly Variable Expert = new("expert");

    protected override Cost CostOf(Projection node) =>
        new(node.Weights.Sum(static weight => weight.Count) * (node.Output.Pairs?.Active ?? 1), 0, 0);

    protected override IEnumerable<Work> Lower(Projection node, BlockLowering block)
    {
        if (block.Pass.IsRow && node.Output.Pairs is Routing routing)
        {
            return [LowerChoices(node, routing, block)];
        }

        if (block.Pass.IsRow && !IsInteger(node, block))
        {
            return [LowerRow(node, block)];
        }

        if (block.Pass.Kind == PassKind.Decode && node.Output.Pairs is null)
        {
            return [LowerSlots(node, block)];
        }

        WorkSplit split = block.SplitOf(node.Output);
        KernelCall call = CallRows(node, block, split);

        return node.Derivative is null
            ? [new Work(split, [call])]
            : [new Work(split, [new Guard(PassMembers.TakesGradient, [call], [CallRows(node with { Derivative = null }, block, split)])])];
    }

    private static KernelCall CallRows(Projection node, BlockLowering block, WorkSplit split) =>
        block.CallRows(KernelOf(node, block, node.Output.Columns.Padded), split, Operands(node, block));

    // One row: its products are cut by panels of outputs, in the order that suits where the weights come from.
    private static Work LowerRow(Projection node, BlockLowering block)
    {
        int panels = node.Output.Columns.Panels;
        RowProduct product = RowProductOf(node, block);
        int items = product.Items(panels);
        WorkSplit split = WorkSplit.OfItems(items, product.Claim, product.Item);
        (Expression first, Expression count) = ItemsOf(split, items);

        return new Work(split, [block.Call(product, [.. Operands(node, block), .. Share(product, first, count, panels)])]);
    }

    // One row and its experts: each has a product of its own, with the weights of its own.
    private static Work LowerChoices(Projection node, Routing routing, BlockLowering block)
    {
        int panels = node.Output.Columns.Panels;
        RowProduct? product = IsInteger(node, block) ? null : RowProductOf(node, block);
        int items = product?.Items(panels) ?? panels;
        int most = ChoiceClaims * (product?.Claim ?? 2);
        int parts = (items + most - 1) / most;
        int claim = (items + parts - 1) / parts;
        Variable item = new("item");
        Expression choice = routing.Active == 1 && parts == 1 ? 0 : new Variable("choice");
        Variable part = new("part");
        Expression first = parts == 1 ? 0 : part * claim;
        Expression count = parts == 1 ? items : items % claim == 0 ? claim : Expression.Min(claim, items - first);
        ImmutableArray<Define> definitions = parts == 1
            ? []
            : [Define.Native("choice", item / parts), Define.Native("part", item % parts)];
        Define expert = Define.Native(Expert.Name, new Element(block.IntegersOf(routing.Choices).Name, choice));

        return new Work(
            WorkSplit.OfEach(routing.Active * parts, parts == 1 ? "choice" : "item") with { Definitions = [.. definitions, expert] },
            [
                product is null
                    ? block.Call(KernelOf(node, block, width: 0), [.. Operands(node, block, choice), .. ShareOfRows(1, first, count)])
                    : block.Call(product, [.. Operands(node, block, choice), .. Share(product, first, count, panels)]),
            ]);
    }

    private static bool IsInteger(Projection node, BlockLowering block) => WeightLayout.Of(FormatOf(node, block)).IsInteger;

    private static WeightFormat FormatOf(Projection node, BlockLowering block) =>
        block.Pass.Model.Parameters.FormatOf(node.Weights[0]);

    // Some panels of all rows.
    private static IEnumerable<(string Name, Operand? Value)> ShareOfRows(Expression rows, Expression first, Expression count) =>
    [
        ("row", Operand.Index(0)), ("rows", Operand.Index(rows)), ("panel", Operand.Index(first)), ("panels", Operand.Index(count)),
    ];

    private static RowProduct RowProductOf(Projection node, BlockLowering block) => RowProduct.Create(
        block.Pass.Inference!.Decode!.ReadsMemory, node.Input.Columns.Padded, node.Output.Columns.Panels, node.Biases.Length > 0,
        node.Residual is not null, Epilogue.Of(node.Activation, withDerivative: false), FormatOf(node, block));

    private static IEnumerable<(string Name, Operand? Value)> Share(
        RowProduct product, Expression first, Expression count, int panels) => product
            .Share(first, count, panels)
            .Select(static part => (part.Name, (Operand?)Operand.Index(part.Value)));

    private static Work LowerSlots(Projection node, BlockLowering block)
    {
        int panels = node.Output.Columns.Panels;
        ProductKernel kernel = KernelOf(node, block, width: 0);

        if (block.Pass.Inference!.Decode!.MostRows > RowPlan.Block)
        {
            return SlotBlocks.Lower(kernel, Operands(node, block), panels, block);
        }

        WorkSplit split = WorkSplit.OfItems(panels, PanelGroup, "panel");
        (Expression first, Expression count) = ItemsOf(split, panels);
        Expression rows = block.Pass.IsRow ? 1 : PassMembers.Side(Side.Target, "Rows");
        (string Name, Operand? Value)[] operands = [.. Operands(node, block), .. ShareOfRows(rows, first, count)];

        if (!IsInteger(node, block))
        {
            return new Work(split, [block.Call(kernel, operands)]);
        }

        return new Work(split, [block.Call(kernel with { IsRounded = true }, operands.Where(static operand => operand.Name != "input"))])
        {
            PerThread = [LowerRounding(node, kernel.Rounded, rows, block)],
        };
    }

    // Every thread rounds the rows for itself, once for all of its panels: that takes less time than a barrier behind shared work.
    private static KernelCall LowerRounding(Projection node, RoundedInput rounded, Expression rows, BlockLowering block) => block.Call(
        new RoundInputKernel(rounded),
        ("input", block.Pointer(node.Input)), ("scratch", PassMembers.Scratch), ("rows", Operand.Index(rows)));

    // The first of the items that were claimed, and their number.
    private static (Expression First, Expression Count) ItemsOf(WorkSplit split, int items) => split.Items is null
        ? (0, items)
        : (new Variable(split.Item), new Variable($"{split.Item}s"));

    private static ProductKernel KernelOf(Projection node, BlockLowering block, int width) => new(
        node.Input.Columns.Padded, width, block.RowsOf(node.Output), node.Biases.Length > 0, node.Residual is not null,
        Epilogue.Of(node.Activation, withDerivative: node.Derivative is not null), FormatOf(node, block))
    {
        Activations = IsInteger(node, block) ? block.Pass.Model.Specification.Inference.Activations : ActivationFormat.Float32,
    };

    // Of a single row with several experts, those of a choice; what is gathered elsewhere is the row itself there.
    private static ImmutableArray<(string Name, Operand? Value)> Operands(
        Projection node, BlockLowering block, Expression? choice = null) =>
    [
        ("input", block.Pointer(choice is null ? node.Input : node.Ungathered, choice)),
        ("weights", node.Weights[0].Kind == ParameterKind.Table ? block.Copy(node.Weights[0]) : block.Parameter(node.Weights[0], Expert)),
        ("bias", node.Biases.Length > 0 ? block.Parameter(node.Biases[0], Expert) : null),
        ("residual", block.PointerOrNone(node.Residual)),
        ("derivative", block.PointerOrNone(node.Derivative)),
        ("output", block.Pointer(node.Output, choice)),
        ("scratch", IsInteger(node, block) ? PassMembers.Scratch : null),
    ];
}
