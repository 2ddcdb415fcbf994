using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
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

    protected override Cost CostOf(Projection node) => new(node.Weights.Sum(static weight => weight.Count), 0, 0);

    protected override IEnumerable<Work> Lower(Projection node, BlockLowering block)
    {
        if (block.Pass.Kind == PassKind.Decode)
        {
            return [block.Pass.IsRow ? LowerRow(node, block) : LowerSlots(node, block)];
        }

        WorkSplit split = block.Pass.SplitRows(node.Side);
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
        RowProduct product = RowProduct.Create(
            block.Pass.Inference!.Decode!.ReadsMemory, node.Input.Columns.Padded, panels, node.Biases.Length > 0, node.Residual is not null,
            Epilogue.Of(node.Activation, withDerivative: false), block.Pass.Model.Parameters.Format);
        int items = product.Items(panels);
        WorkSplit split = WorkSplit.OfItems(items, product.Claim, product.Item);
        (Expression first, Expression count) = ItemsOf(split, items);

        IEnumerable<(string Name, Operand? Value)> share = product
            .Share(first, count, panels)
            .Select(static part => (part.Name, (Operand?)Operand.Index(part.Value)));

        return new Work(split, [block.Call(product, [.. Operands(node, block), .. share])]);
    }

    private static Work LowerSlots(Projection node, BlockLowering block)
    {
        int panels = node.Output.Columns.Panels;
        ProductKernel kernel = KernelOf(node, block, width: 0);

        if (block.Pass.Inference!.Decode!.Slots > RowPlan.Block)
        {
            return SlotBlocks.Lower(kernel, Operands(node, block), panels, block);
        }

        WorkSplit split = WorkSplit.OfItems(panels, PanelGroup, "panel");
        (Expression first, Expression count) = ItemsOf(split, panels);

        return new Work(split,
        [
            block.Call(
                kernel,
                [
                    .. Operands(node, block),
                    ("row", Operand.Index(0)), ("rows", Operand.Index(PassMembers.Side(Side.Target, "Rows"))),
                    ("panel", Operand.Index(first)), ("panels", Operand.Index(count)),
                ]),
        ]);
    }

    // The first of the items that were claimed, and their number.
    private static (Expression First, Expression Count) ItemsOf(WorkSplit split, int items) => split.Items is null
        ? (0, items)
        : (new Variable(split.Item), new Variable($"{split.Item}s"));

    private static ProductKernel KernelOf(Projection node, BlockLowering block, int width) => new(
        node.Input.Columns.Padded, width, block.Rows, node.Biases.Length > 0, node.Residual is not null,
        Epilogue.Of(node.Activation, withDerivative: node.Derivative is not null), block.Pass.Model.Parameters.Format);

    private static ImmutableArray<(string Name, Operand? Value)> Operands(Projection node, BlockLowering block) =>
    [
        ("input", block.Pointer(node.Input)),
        ("weights", node.Weights[0].Kind == ParameterKind.Table ? block.Copy(node.Weights[0]) : block.Parameter(node.Weights[0])),
        ("bias", node.Biases.Length > 0 ? block.Parameter(node.Biases[0]) : null),
        ("residual", block.PointerOrNone(node.Residual)),
        ("derivative", block.PointerOrNone(node.Derivative)),
        ("output", block.Pointer(node.Output)),
    ];
}
