using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Matrices times a constant, and their gradients, which are scaled alike.</summary>
internal sealed class ScalingOperation : Operation<Scaling>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.LogitScale, SpecificationKeys.ResidualScale];

    protected override string Describe(Scaling node) => $"{Labels.Of(node.Input)}, scaled";

    protected override IEnumerable<Work> Lower(Scaling node, BlockLowering block)
    {
        yield return block.OverRows(
            new ScalingKernel(node.Input.Columns, block.Rows, node.Residual is not null, node.Factor),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("output", block.Pointer(node.Output)));
    }
}
