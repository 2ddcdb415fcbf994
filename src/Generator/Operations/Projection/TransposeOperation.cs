using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Frozen weights transposed for their input gradient; an item is as many inputs as a panel of the result has columns.</summary>
internal sealed class TransposeOperation : Operation<Transpose>
{
    public override ImmutableArray<Key> Keys { get; } =
        [SpecificationKeys.Training, SpecificationKeys.Adapters, .. ProjectionKeys.All];

    protected override string Describe(Transpose node) => $"{Labels.Of(node.Weights)}, transposed";

    protected override IEnumerable<Work> Lower(Transpose node, BlockLowering block)
    {
        Variable item = new("item");
        Parameter first = node.Weights[0];
        TransposeWeightsKernel kernel = new(first.Rows, node.Weights.Sum(static weight => weight.Columns.Padded));
        KernelCall call = block.Call(
            kernel,
            ("weights", block.Parameter(first).AtWide(item, Panels.Square)),
            ("transposed", block.Pointer(node.Output).AtWide(item, (long)kernel.Outputs * Panels.Width)));

        yield return new Work(WorkSplit.OfParameters(first.Rows / Panels.Width), [call])
        {
            Comment = $"{Labels.Of(node.Weights)}: {Labels.Count(first.Rows / Panels.Width, "panel")} of the transpose",
        };
    }
}
