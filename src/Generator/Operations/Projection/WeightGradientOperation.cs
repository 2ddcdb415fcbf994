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

    private static readonly Variable Expert = new("expert");
    private static readonly Variable Item = new("item");
    private static readonly Variable Part = new("part");
    private static readonly Variable Row = new("row");
    private static readonly Variable Rows = new("rows");
    private static readonly Variable Panel = new("panel");
    private static readonly Variable First = new("first");

    protected override string Describe(WeightGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(WeightGradient node, BlockLowering block)
    {
        if (node.Input.Pairs is Routing routing)
        {
            return [LowerExperts(node, routing, block)];
        }

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

        return [new Work(WorkSplit.OfParameters(items + biasItems), statements) { Comment = comment }];
    }

    // The same for every expert, of the rows that it has: none, perhaps.
    private static Work LowerExperts(WeightGradient node, Routing routing, BlockLowering block)
    {
        int panels = node.Input.Columns.Panels;
        int groups = (panels + PanelGroup - 1) / PanelGroup;
        int items = node.OutputGradient.Columns.Panels * groups;
        int stride = block.RowsOf(node.Input).Stride;
        string table = block.IntegersOf(routing.Groups).Name;
        Expression? first = groups == 1 ? null : First;
        Address outputGradient = block.Pointer(node.OutputGradient).At(Panel, stride).At(Row, Panels.Width);
        Address gradient = block.Gradient(node.Weights[0], Expert).At(Panel, (long)node.Weights[0].Rows * Panels.Width);
        Expression count = groups == 1 ? panels : panels % PanelGroup == 0 ? PanelGroup : Expression.Min(PanelGroup, panels - First);
        KernelCall weights = block.Call(
            new WeightGradientKernel(block.RowsOf(node.Input), MayLackRows: true),
            ("input", block.Pointer(node.Input).At(first, stride).At(Row, Panels.Width)),
            ("outputGradient", outputGradient),
            ("gradient", gradient.At(first, Panels.Width * Panels.Width)),
            ("panels", Operand.Index(count)),
            ("rows", Operand.Index(Rows)),
            ("accumulate", Operand.Flag(block.AddsTo(node.Weights[0]))));
        ImmutableArray<Statement> statements =
        [
            Define.Native("expert", Item / items),
            .. groups == 1
                ? (Statement[])[Define.Native("panel", Item % items)]
                : [
                    Define.Native("part", Item % items),
                    Define.Native("panel", Part / groups),
                    Define.Native("first", Part % groups * PanelGroup),
                ],
            Define.Native("row", new Element(table, Expert)),
            Define.Native("rows", new Element(table, Expert + routing.Experts)),
            weights,
        ];

        if (node.Biases.Length > 0)
        {
            KernelCall bias = block.Call(
                new BiasGradientKernel(),
                ("outputGradient", outputGradient),
                ("gradient", block.Gradient(node.Biases[0], Expert).At(Panel, Panels.Width)),
                ("rows", Operand.Index(Rows)),
                ("accumulate", Operand.Flag(block.AddsTo(node.Biases[0]))));
            statements = statements.Add(groups == 1 ? bias : Guard.If(First.Then("==", 0), bias));
        }

        string columns = Labels.Count(node.OutputGradient.Columns.Panels, "panel");
        string comment = $"{Labels.Of(node.Weights)}: {routing.Experts} times {columns} of columns, {panels} of rows";

        return new Work(WorkSplit.OfParameters(routing.Experts * items), statements) { Comment = comment };
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
