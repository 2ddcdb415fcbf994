using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>An activation that no product applies; the derivative is for gradients only.</summary>
internal sealed class ActivateOperation : Operation<Activate>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.FeedForwardSize, SpecificationKeys.Activation];

    protected override string Describe(Activate node) => node.Activation.ToString().ToLowerInvariant();

    protected override IEnumerable<Work> Lower(Activate node, BlockLowering block)
    {
        WorkSplit split = block.Pass.SplitRows(node.Side);
        KernelCall alone = Call(node with { Derivative = null }, block, split);

        yield return new Work(
            split, node.Derivative is null ? [alone] : [new Guard(PassMembers.TakesGradient, [Call(node, block, split)], [alone])]);
    }

    private static KernelCall Call(Activate node, BlockLowering block, WorkSplit split) => block.CallRows(
        new ActivateKernel(node.Output.Columns, block.Rows, node.Activation, KeepsDerivative: node.Derivative is not null),
        split,
        ("input", block.Pointer(node.Input)),
        ("derivative", block.PointerOrNone(node.Derivative)),
        ("output", block.Pointer(node.Output)));
}
