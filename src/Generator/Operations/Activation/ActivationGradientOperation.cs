using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The gradient of what an activation was applied to.</summary>
internal sealed class ActivationGradientOperation : Operation<ActivationGradient>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.HeadActivation];

    protected override string Describe(ActivationGradient node) => "through the activation";

    protected override IEnumerable<Work> Lower(ActivationGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            new ActivationGradientKernel(node.Factor.Columns, block.Rows, node.IsMasked),
            node.Side,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("factor", block.Pointer(node.Factor)),
            ("result", block.Pointer(node.Result)));
    }
}
