using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Losses of yes or no for each class, and the gradient of the logits in their place.</summary>
internal sealed class BinaryCrossEntropyOperation : Operation<BinaryCrossEntropy>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Outputs, SpecificationKeys.Loss];

    protected override string Describe(BinaryCrossEntropy node) => "losses";

    protected override IEnumerable<Work> Lower(BinaryCrossEntropy node, BlockLowering block)
    {
        Work losses = block.OverRows(
            new BinaryCrossEntropyKernel(node.Logits.Columns, block.Rows),
            node.Side,
            ("logits", block.Pointer(node.Logits)),
            ("targets", PassMembers.Targets),
            ("losses", PassMembers.Losses));

        yield return losses with { Statements = [new Guard(PassMembers.TakesLoss, losses.Statements, [])] };
    }
}

/// <summary>Losses of numbers, and the gradient of the values in their place.</summary>
internal sealed class MeanSquaredErrorOperation : Operation<MeanSquaredError>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Outputs, SpecificationKeys.Loss];

    protected override string Describe(MeanSquaredError node) => "losses";

    protected override IEnumerable<Work> Lower(MeanSquaredError node, BlockLowering block)
    {
        Work losses = block.OverRows(
            new MeanSquaredErrorKernel(node.Logits.Columns, block.Rows),
            node.Side,
            ("values", block.Pointer(node.Logits)),
            ("targets", PassMembers.Targets),
            ("losses", PassMembers.Losses));

        yield return losses with { Statements = [new Guard(PassMembers.TakesLoss, losses.Statements, [])] };
    }
}
