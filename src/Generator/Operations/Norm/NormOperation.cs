using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Layer normalization and root mean square normalization.</summary>
internal sealed class NormOperation : Operation<Norm>
{
    public override ImmutableArray<Key> Keys => NormKeys.All;

    protected override string Describe(Norm node) => Labels.Of(node.Weight);

    protected override IEnumerable<Work> Lower(Norm node, BlockLowering block)
    {
        WorkSplit split = block.Pass.SplitRows(node.Side);
        NormGroups groups = new(node, block);
        NormKernel kernel = new(node.IsCentered, node.Columns, block.Rows, node.Epsilon, KeepsStatistics: node.InverseDeviation is not null)
        {
            HasBias = node.Bias is not null,
            HasResidual = node.Residual is not null,
        };

        yield return new Work(split, groups.Repeat(block.CallRows(
            kernel,
            split,
            ("input", groups.Of(node.Input)),
            ("weight", block.Parameter(node.Weight)),
            ("bias", node.Bias is null ? null : block.Parameter(node.Bias)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("output", groups.Of(node.Output)),
            ("mean", groups.OfStatistic(node.Mean)),
            ("inverseDeviation", groups.OfStatistic(node.InverseDeviation)))));
    }
}

/// <summary>The gradient of a norm's input.</summary>
internal sealed class NormGradientOperation : Operation<NormGradient>
{
    public override ImmutableArray<Key> Keys => NormKeys.All;

    protected override string Describe(NormGradient node) => $"through {Labels.Of(node.Forward.Weight)}";

    protected override IEnumerable<Work> Lower(NormGradient node, BlockLowering block)
    {
        Norm forward = node.Forward;
        WorkSplit split = block.Pass.SplitRows(node.Side);
        NormGroups groups = new(forward, block);
        bool isExact = !block.Block.Backward.Any(other => other is Restore && other.Outputs.Contains(forward.Input.Matrix));
        NormGradientKernel kernel = NormGradientKernel.Of(node, block.Rows, isExact);

        yield return new Work(split, groups.Repeat(block.CallRows(
            kernel,
            split,
            ("outputGradient", groups.Of(node.OutputGradient)),
            ("input", groups.Of(forward.Input)),
            ("mean", kernel.ComputesStatistics ? null : groups.OfStatistic(forward.Mean)),
            ("inverseDeviation", kernel.ComputesStatistics ? null : groups.OfStatistic(forward.InverseDeviation)),
            ("weight", block.Parameter(forward.Weight)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("result", groups.Of(node.Result)))));
    }
}

/// <summary>The gradients of a norm's weight and bias, a panel of columns an item.</summary>
internal sealed class NormParameterGradientOperation : Operation<NormParameterGradient>
{
    public override ImmutableArray<Key> Keys => NormKeys.All;

    protected override string Describe(NormParameterGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(NormParameterGradient node, BlockLowering block)
    {
        Norm forward = node.Forward;
        NormGroups groups = new(forward, block);
        KernelCall call = node.Weight is null ? CallBias(node, groups, block) : CallWeight(node, groups, block);

        yield return new Work(WorkSplit.OfParameters(forward.Columns.Panels), groups.Repeat(call))
        {
            Comment = Labels.Of(forward.Weight),
        };
    }

    private static readonly Variable Item = new("item");

    private static KernelCall CallWeight(NormParameterGradient node, NormGroups groups, BlockLowering block) => block.Call(
        new NormParameterGradientKernel(node.Forward.IsCentered) { HasBias = node.Bias is not null },
        ("outputGradient", groups.Of(node.OutputGradient).AtWide(Item, block.Rows.Stride)),
        ("input", groups.Of(node.Forward.Input).AtWide(Item, block.Rows.Stride)),
        ("mean", groups.OfStatistic(node.Forward.Mean)),
        ("inverseDeviation", groups.OfStatistic(node.Forward.InverseDeviation)),
        ("weightGradient", block.Gradient(node.Weight!).At(Item, Panels.Width)),
        ("biasGradient", node.Bias is null ? null : block.Gradient(node.Bias).At(Item, Panels.Width)),
        ("rows", Operand.Index(PassMembers.Side(node.Forward.Side, "Rows"))),
        ("accumulate", groups.Accumulates));

    // The weight is frozen: what is left is the bias of any sum.
    private static KernelCall CallBias(NormParameterGradient node, NormGroups groups, BlockLowering block) => block.Call(
        new BiasGradientKernel(),
        ("outputGradient", groups.Of(node.OutputGradient).AtWide(Item, block.Rows.Stride)),
        ("biasGradient", block.Gradient(node.Bias!).At(Item, Panels.Width)),
        ("panels", Operand.Index(1)),
        ("apart", Operand.Index(block.Rows.Stride)),
        ("rows", Operand.Index(PassMembers.Side(node.Forward.Side, "Rows"))),
        ("accumulate", groups.Accumulates));
}
