using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What an adapter adds to a projection: a product whose residual is its own output.</summary>
internal sealed class AdapterProductOperation : Operation<AdapterProduct>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Adapters, .. ProjectionKeys.All];

    protected override string Describe(AdapterProduct node) => Labels.Of(node.Weight);

    protected override IEnumerable<Work> Lower(AdapterProduct node, BlockLowering block)
    {
        ProductKernel kernel = new(
            node.Input.Columns.Padded, node.Output.Columns.Padded, block.Rows, HasBias: false, HasResidual: true, Epilogue.None);

        yield return block.OverRows(
            kernel,
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("weights", block.Parameter(node.Weight)),
            ("residual", block.Pointer(node.Output)),
            ("output", block.Pointer(node.Output)));
    }
}
