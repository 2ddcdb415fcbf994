using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>One row for each sequence.</summary>
internal sealed class PoolOperation : Operation<Pool>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.ModelSize, SpecificationKeys.Pooling];

    protected override string Describe(Pool node) => node.Pooling switch
    {
        PoolingForm.First => "the first row of each sequence",
        PoolingForm.Mean => "the mean row of each sequence",
        _ => "the last row of each sequence",
    };

    protected override IEnumerable<Work> Lower(Pool node, BlockLowering block)
    {
        Side rows = node.Input.Side;

        yield return block.OverRows(
            new PoolKernel(node.Pooling, node.Input.Columns, block.Rows),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("starts", PassMembers.Rows(rows, "Starts")),
            ("lengths", node.Pooling == PoolingForm.First ? null : PassMembers.Rows(rows, "Lengths")),
            ("output", block.Pointer(node.Output)));
    }
}

/// <summary>A sequence's gradient to its rows.</summary>
internal sealed class PoolGradientOperation : Operation<PoolGradient>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.ModelSize, SpecificationKeys.Pooling];

    protected override string Describe(PoolGradient node) => $"{Labels.Of(node.Result)}, from that of the pooled rows";

    protected override IEnumerable<Work> Lower(PoolGradient node, BlockLowering block)
    {
        Side rows = node.Side;

        yield return block.OverRows(
            new PoolGradientKernel(node.Pooling, node.Result.Columns, block.Rows),
            rows,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("sequences", PassMembers.Rows(rows, "Sequences")),
            ("positions", node.Pooling == PoolingForm.Mean ? null : PassMembers.Rows(rows, "Positions")),
            ("lengths", node.Pooling == PoolingForm.First ? null : PassMembers.Rows(rows, "Lengths")),
            ("result", block.Pointer(node.Result)));
    }
}
