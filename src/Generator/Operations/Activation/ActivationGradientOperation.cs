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
            node.Result,
            rows => new ActivationGradientKernel(node.Factor.Columns, rows, node.IsMasked),
            ("outputGradient", node.OutputGradient),
            ("factor", node.Factor),
            ("result", node.Result));
    }
}
