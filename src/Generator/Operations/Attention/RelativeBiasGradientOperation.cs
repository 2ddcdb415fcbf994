using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The gradients of the biases of relative positions, a head an item. Every layer adds to those of one table.</summary>
internal sealed class RelativeBiasGradientOperation : Operation<RelativeBiasGradient>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.RelativeBias, SpecificationKeys.Heads];

    protected override string Describe(RelativeBiasGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(RelativeBiasGradient node, BlockLowering block)
    {
        int heads = node.Table.Columns.Count;
        Expression? head = heads == 1 ? null : new Variable("item");
        Side side = node.OfSequences.Side;
        KernelCall call = block.Call(
            new RelativeBiasGradientKernel(node.Table.First.Count, block.Rows),
            ("input", block.Head(block.Pointer(node.OfSequences), node.Table.First.Count, head)),
            ("starts", PassMembers.Rows(side, "Starts")),
            ("gradient", RelativeBuckets.Of(block.Gradient(node.Table), node.Table, head)),
            ("sequences", Operand.Index(PassMembers.Side(side, "SequenceCount"))),
            ("accumulate", Operand.Flag(block.AddsTo(node.Table))));

        yield return new Work(WorkSplit.OfParameters(heads), [call]) { Comment = Labels.Of(node.Table) };
    }
}
