using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// The gradients of a projection's weights and biases. An item is some panels of the gradient's columns and of its rows. The rows of a tied
/// table are tokens: the logits' side.
/// </summary>
internal sealed class WeightGradientOperation : Operation<WeightGradient>
{
    public override ImmutableArray<Key> Keys => ProjectionKeys.All;

    private static readonly Variable Expert = new("expert");
    private static readonly Variable Item = new("item");
    private static readonly Variable Part = new("part");
    private static readonly Variable Row = new("row");
    private static readonly Variable Rows = new("rows");

    protected override string Describe(WeightGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(WeightGradient node, BlockLowering block)
    {
        if (node.Input.Matrix.Pairs is Routing routing)
        {
            return [LowerExperts(node, routing, block)];
        }

        if (node.Weights.IsEmpty)
        {
            return [LowerBiases(node, block)];
        }

        bool isTied = node.Weights[0].Kind == ParameterKind.Table;
        (Slice left, Slice right) = isTied ? (node.OutputGradient, node.Input) : (node.Input, node.OutputGradient);
        GradientGrid grid = new(left.Columns.Panels, right.Columns.Panels);
        ImmutableArray<Statement> statements = [.. grid.Definitions(Item), CallWeights(node.Weights[0], left, right, grid, block)];
        int biasItems = 0;

        if (node.Biases.Length > 0 && isTied)
        {
            // The table's panels are columns of d_model; the biases follow as items of their own.
            biasItems = node.OutputGradient.Columns.Panels;
            statements = [LowerBiasItems(node, grid.Items, block), .. statements];
        }
        else if (node.Biases.Length > 0)
        {
            statements = statements.Add(grid.OnceForColumns(CallBias(node, GradientGrid.Panel, grid.OutputPanels, block)));
        }

        string columns = Labels.Count(right.Columns.Panels, "panel");
        string comment = $"{Labels.Of(node.Weights)}: {columns} of columns, {left.Columns.Panels} of rows";

        return [new Work(WorkSplit.OfParameters(grid.Items + biasItems), statements) { Comment = comment }];
    }

    // Biases alone, where the weights are frozen: an item is a panel of them.
    private static Work LowerBiases(WeightGradient node, BlockLowering block)
    {
        string comment = $"{Labels.Of(node.Biases)}: {Labels.Count(node.OutputGradient.Columns.Panels, "panel")} of biases";

        return new Work(
            WorkSplit.OfParameters(node.OutputGradient.Columns.Panels), [CallBias(node, Item, panels: 1, block)]) { Comment = comment };
    }

    // The same for every expert, of the rows that it has: none, perhaps.
    private static Work LowerExperts(WeightGradient node, Routing routing, BlockLowering block)
    {
        GradientGrid grid = new(node.Weights.IsEmpty ? 1 : node.Input.Columns.Panels, node.OutputGradient.Columns.Panels);
        RowLayout layout = block.RowsOf(node.Input.Matrix);
        string table = block.IntegersOf(routing.Groups).Name;
        Address outputGradient = PointerOfPairs(node.OutputGradient, layout, block)
            .At(GradientGrid.Panel, layout.Stride).At(Row, Panels.Width);
        List<Statement> statements =
        [
            Define.Native("expert", Item / grid.Items),
            Define.Native("part", Item % grid.Items),
            .. grid.Definitions(Part),
            Define.Native("row", new Element(table, Expert)),
            Define.Native("rows", new Element(table, Expert + routing.Experts)),
        ];

        if (!node.Weights.IsEmpty)
        {
            statements.Add(block.Call(
                new WeightGradientKernel(layout, IsNarrow(node.Input, node.OutputGradient), MayLackRows: true),
                [
                    .. grid.Operands(block.Gradient(node.Weights[0], Expert), node.Weights[0].Rows),
                    ("input", PointerOfPairs(node.Input, layout, block).At(grid.FirstOrNone, layout.Stride).At(Row, Panels.Width)),
                    ("outputGradient", outputGradient),
                    ("rows", Operand.Index(Rows)),
                    ("accumulate", Operand.Flag(block.AddsTo(node.Weights[0]))),
                ]));
        }

        if (node.Biases.Length > 0)
        {
            statements.Add(grid.OnceForColumns(block.Call(
                new BiasGradientKernel(),
                ("outputGradient", outputGradient),
                ("biasGradient", block.Gradient(node.Biases[0], Expert).At(GradientGrid.Panel, Panels.Width)),
                ("panels", Operand.Index(grid.OutputPanels)),
                ("apart", Operand.Index(layout.Stride)),
                ("rows", Operand.Index(Rows)),
                ("accumulate", Operand.Flag(block.AddsTo(node.Biases[0]))))));
        }

        string columns = Labels.Count(grid.Outputs, "panel");
        string named = Labels.Of(node.Weights.IsEmpty ? node.Biases : node.Weights);
        string comment = $"{named}: {routing.Experts} times {columns} of columns, {grid.Inputs} of rows";

        return new Work(WorkSplit.OfParameters(routing.Experts * grid.Items), [.. statements]) { Comment = comment };
    }

    // The rows of pairs stand further apart than those of the batch.
    private static Address PointerOfPairs(Slice slice, RowLayout layout, BlockLowering block) =>
        block.Pointer(slice.Matrix) + ((long)slice.Panel * layout.Stride);

    private static KernelCall CallWeights(Parameter weight, Slice left, Slice right, GradientGrid grid, BlockLowering block) => block.Call(
        new WeightGradientKernel(block.Rows, IsNarrow(left, right)),
        [
            .. grid.Operands(block.Gradient(weight), weight.Rows),
            ("input", block.Pointer(left).At(grid.FirstOrNone, block.Rows.Stride)),
            ("outputGradient", block.Pointer(right).At(GradientGrid.Panel, block.Rows.Stride)),
            ("rows", Operand.Index(PassMembers.Side(left.Matrix.Side, "Rows"))),
            ("accumulate", Operand.Flag(block.AddsTo(weight))),
        ]);

    private static bool IsNarrow(Slice left, Slice right) => WideTiles.Take(left.Columns.Padded, right.Columns.Padded);

    private static Guard LowerBiasItems(WeightGradient node, int items, BlockLowering block) => Guard.If(
        Item.Then(">=", items),
        Define.Native("biasPanel", Item - items),
        CallBias(node, new Variable("biasPanel"), panels: 1, block),
        new NextItem());

    private static KernelCall CallBias(WeightGradient node, Variable panel, Expression panels, BlockLowering block)
    {
        BiasGradientKernel kernel = BiasGradientKernel.Of(node);

        return block.Call(
            kernel,
            ("outputGradient", block.Pointer(node.OutputGradient).At(panel, block.Rows.Stride)),
            ("biasGradient", block.Gradient(node.Biases[0]).At(panel, Panels.Width)),
            ("panel", kernel.HasIdle ? Operand.Index(panel) : null),
            ("panels", Operand.Index(panels)),
            ("apart", Operand.Index(block.Rows.Stride)),
            ("rows", Operand.Index(PassMembers.Side(node.OutputGradient.Matrix.Side, "Rows"))),
            ("accumulate", Operand.Flag(block.AddsTo(node.Biases[0]))));
    }
}
