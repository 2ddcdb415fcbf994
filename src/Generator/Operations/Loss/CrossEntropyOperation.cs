using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Losses, and the gradient of the logits in their place.</summary>
internal sealed class CrossEntropyOperation : Operation<CrossEntropy>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.Vocabulary, SpecificationKeys.Outputs, SpecificationKeys.LabelSmoothing];

    protected override string Describe(CrossEntropy node) => "losses";

    protected override IEnumerable<Work> Lower(CrossEntropy node, BlockLowering block)
    {
        Work losses = block.OverRows(
            new CrossEntropyKernel(node.Classes, node.Smoothing, block.Rows),
            node.Side,
            ("logits", block.Pointer(node.Logits)),
            ("labels", PassMembers.Labels),
            ("losses", PassMembers.Losses),
            ("withGradient", Operand.Flag(PassMembers.TakesGradient)));

        yield return losses with { Statements = [new Guard(PassMembers.TakesLoss, losses.Statements, [])] };
    }
}
