using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Logits out of their panels.</summary>
internal sealed class UnpackOperation : Operation<Unpack>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.Vocabulary, SpecificationKeys.Outputs];

    protected override string Describe(Unpack node) => "logits by rows";

    protected override IEnumerable<Work> Lower(Unpack node, BlockLowering block)
    {
        yield return block.OverRows(
            new UnpackKernel(node.Logits.Columns, block.Rows),
            node.Logits.Side,
            ("input", block.Pointer(node.Logits)),
            ("output", Address.Of(PassMembers.Activations, block.Pass.Inference!.LogitsOffset)));
    }
}
