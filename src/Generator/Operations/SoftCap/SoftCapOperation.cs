using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Logits bent so that none is beyond a cap.</summary>
internal sealed class SoftCapOperation : Operation<SoftCap>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.LogitSoftCap];

    protected override string Describe(SoftCap node) => "the soft cap";

    protected override IEnumerable<Work> Lower(SoftCap node, BlockLowering block)
    {
        yield return block.OverRows(
            new SoftCapKernel(node.Input.Columns, block.Rows, node.Cap),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("output", block.Pointer(node.Output)));
    }
}

/// <summary>The gradient of what was bent.</summary>
internal sealed class SoftCapGradientOperation : Operation<SoftCapGradient>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.LogitSoftCap];

    protected override string Describe(SoftCapGradient node) => "through the soft cap";

    protected override IEnumerable<Work> Lower(SoftCapGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            new SoftCapGradientKernel(node.Input.Columns, block.Rows, node.Cap),
            node.Side,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("input", block.Pointer(node.Input)),
            ("result", block.Pointer(node.Result)));
    }
}
