using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>Logits out of their panels.</summary>
internal sealed class UnpackOperation : Operation<Unpack>
{
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
