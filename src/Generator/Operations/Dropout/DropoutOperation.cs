using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Dropout of whole rows or of their pairs with experts, and of gradients.</summary>
internal sealed class DropoutOperation : Operation<Dropout>
{
    private static readonly Variable Expert = new("expert");

    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.ModelSize, SpecificationKeys.Dropout, SpecificationKeys.ActivationDropout];

    protected override string Describe(Dropout node) => $"dropout of {Labels.Of(node.Input)}";

    protected override IEnumerable<Work> Lower(Dropout node, BlockLowering block)
    {
        Routing? routing = node.Output.Pairs;
        WorkSplit split = block.SplitOf(node.Output);
        DropoutKernel kernel = new(node.Input.Columns, block.Rows, node.Residual is not null, node.Rate)
        {
            Pairs = routing is null ? null : block.RowsOf(node.Output),
        };
        KernelCall call = block.CallRows(
            kernel,
            split,
            ("input", block.Pointer(node.Input)),
            ("residual", block.PointerOrNone(node.Residual)),
            ("output", block.Pointer(node.Output)),
            ("sequences", PassMembers.Rows(node.Side, "Sequences")),
            ("positions", PassMembers.Rows(node.Side, "Positions")),
            ("sources", routing is null ? null : block.Integers(routing.Sources)),
            ("site", Operand.Word(PassMembers.Site + node.Site)),
            ("expert", routing is null ? null : Operand.Word(Expert.As("uint"))),
            ("key", PassMembers.Dropout));

        yield return new Work(split, [call]);
    }
}
