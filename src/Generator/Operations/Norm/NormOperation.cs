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
        yield return block.OverRows(
            new NormKernel(
                node.IsCentered, node.Input.Columns, block.Rows, node.Epsilon, KeepsStatistics: node.InverseDeviation is not null),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("weight", block.Parameter(node.Weight)),
            ("bias", node.Bias is null ? null : block.Parameter(node.Bias)),
            ("output", block.Pointer(node.Output)),
            ("mean", block.PointerOrNone(node.Mean)),
            ("inverseDeviation", block.PointerOrNone(node.InverseDeviation)));
    }
}

/// <summary>The gradient of a norm's input.</summary>
internal sealed class NormGradientOperation : Operation<NormGradient>
{
    public override ImmutableArray<Key> Keys => NormKeys.All;

    protected override string Describe(NormGradient node) => $"through {Labels.Of(node.Weight)}";

    protected override IEnumerable<Work> Lower(NormGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            new NormGradientKernel(node.Mean is not null, node.Input.Columns, block.Rows, node.Residual is not null),
            node.Side,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("input", block.Pointer(node.Input)),
            ("mean", block.PointerOrNone(node.Mean)),
            ("inverseDeviation", block.Pointer(node.InverseDeviation)),
            ("weight", block.Parameter(node.Weight)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("result", block.Pointer(node.Result)));
    }
}

/// <summary>The gradients of a norm's weight and bias, a panel of columns an item.</summary>
internal sealed class NormParameterGradientOperation : Operation<NormParameterGradient>
{
    public override ImmutableArray<Key> Keys => NormKeys.All;

    protected override string Describe(NormParameterGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(NormParameterGradient node, BlockLowering block)
    {
        Variable item = new("item");
        Address? mean = block.PointerOrNone(node.Mean);
        Address? bias = node.Bias is null ? null : block.Gradient(node.Bias).At(item, Panels.Width);
        KernelCall call = block.Call(
            new NormParameterGradientKernel(node.Mean is not null),
            ("outputGradient", block.Pointer(node.OutputGradient).AtWide(item, block.Rows.Stride)),
            ("input", block.Pointer(node.Input).AtWide(item, block.Rows.Stride)),
            ("mean", mean),
            ("inverseDeviation", block.Pointer(node.InverseDeviation)),
            ("weightGradient", block.Gradient(node.Weight).At(item, Panels.Width)),
            ("biasGradient", bias),
            ("rows", Operand.Index(PassMembers.Side(node.Input.Side, "Rows"))),
            ("accumulate", Operand.Flag(PassMembers.AddsGradients)));

        yield return new Work(WorkSplit.OfParameters(node.Input.Columns.Panels), [call]) { Comment = Labels.Of(node.Weight) };
    }
}
