using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The upper halves of what a layer keeps.</summary>
internal sealed class HalveOperation : Operation<Halve>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.TrainingStore];

    protected override string Describe(Halve node) => $"{Labels.Of(node.Input)}, kept";

    protected override IEnumerable<Work> Lower(Halve node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Output, rows => new HalveKernel(node.Output.Columns, rows), ("input", node.Input), ("output", node.Output));
    }
}

/// <summary>Floats of what a layer has kept.</summary>
internal sealed class RestoreOperation : Operation<Restore>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.TrainingStore];

    protected override string Describe(Restore node) => $"{Labels.Of(node.Output)} as it was kept";

    protected override IEnumerable<Work> Lower(Restore node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Output, rows => new RestoreKernel(node.Output.Columns, rows), ("input", node.Input), ("output", node.Output));
    }
}
