using System.Collections.Generic;
using System.Collections.Immutable;
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

        yield return new Work(split, groups.Repeat(block.CallRows(
            new NormGradientKernel(forward.IsCentered, forward.Columns, block.Rows, node.Residual is not null),
            split,
            ("outputGradient", groups.Of(node.OutputGradient)),
            ("input", groups.Of(forward.Input)),
            ("mean", groups.OfStatistic(forward.Mean)),
            ("inverseDeviation", groups.OfStatistic(forward.InverseDeviation)),
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
        Variable item = new("item");
        NormGroups groups = new(forward, block);
        KernelCall call = block.Call(
            new NormParameterGradientKernel(forward.IsCentered) { HasBias = forward.Bias is not null },
            ("outputGradient", groups.Of(node.OutputGradient).AtWide(item, block.Rows.Stride)),
            ("input", groups.Of(forward.Input).AtWide(item, block.Rows.Stride)),
            ("mean", groups.OfStatistic(forward.Mean)),
            ("inverseDeviation", groups.OfStatistic(forward.InverseDeviation)),
            ("weightGradient", block.Gradient(forward.Weight).At(item, Panels.Width)),
            ("biasGradient", forward.Bias is null ? null : block.Gradient(forward.Bias).At(item, Panels.Width)),
            ("rows", Operand.Index(PassMembers.Side(forward.Side, "Rows"))),
            ("accumulate", groups.Accumulates));

        yield return new Work(WorkSplit.OfParameters(forward.Columns.Panels), groups.Repeat(call))
        {
            Comment = Labels.Of(forward.Weight),
        };
    }
}
