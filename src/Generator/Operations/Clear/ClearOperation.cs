using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Zeros, for a gradient that several repetitions add to.</summary>
internal sealed class ClearOperation : Operation<Clear>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.ModelSize];

    protected override string Describe(Clear node) => "no gradient of the encoder's output yet";

    protected override IEnumerable<Work> Lower(Clear node, BlockLowering block)
    {
        yield return block.OverRows(new ClearKernel(node.Output.Columns, block.Rows), node.Side, ("output", block.Pointer(node.Output)));
    }
}
