using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Dropout of whole rows, and of their gradients.</summary>
internal sealed class DropoutOperation : Operation<Dropout>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.ModelSize, SpecificationKeys.Dropout];

    protected override string Describe(Dropout node) => $"dropout of {Labels.Of(node.Input)}";

    protected override IEnumerable<Work> Lower(Dropout node, BlockLowering block)
    {
        Address? residual = block.PointerOrNone(node.Residual);

        yield return block.OverRows(
            new DropoutKernel(node.Input.Columns, block.Rows, node.Residual is not null, node.Rate),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("residual", residual),
            ("output", block.Pointer(node.Output)),
            ("sequences", PassMembers.Rows(node.Side, "Sequences")),
            ("positions", PassMembers.Rows(node.Side, "Positions")),
            ("site", Operand.Word(PassMembers.Site + node.Site)),
            ("key", PassMembers.Dropout));
    }
}
