using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What experts give back to the rows, or the gradients of what they read.</summary>
internal sealed class CombineOperation : Operation<Combine>
{
    public override ImmutableArray<Key> Keys => ExpertKeys.All;

    protected override string Describe(Combine node) =>
        (node.IsWeighted ? "the weighted sum of the experts" : "the gradients of each row's pairs")
        + (node.Residual is null ? "" : " and the residual");

    protected override IEnumerable<Work> Lower(Combine node, BlockLowering block)
    {
        bool isRow = block.Pass.IsRow;

        yield return block.OverRows(
            new CombineKernel(
                node.Output.Columns, node.Routing.Active, node.IsWeighted, node.Residual is not null, block.Rows, block.RowsOf(node.Input)),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("places", isRow ? null : block.Integers(node.Routing.Places)),
            ("weights", node.IsWeighted ? block.Pointer(node.Routing.Weights) : null),
            ("residual", block.PointerOrNone(node.Residual)),
            ("output", block.Pointer(node.Output)));
    }
}

/// <summary>The gradients of what experts give, and of its weights.</summary>
internal sealed class CombineGradientOperation : Operation<CombineGradient>
{
    public override ImmutableArray<Key> Keys => ExpertKeys.All;

    protected override string Describe(CombineGradient node) => "the gradients of each expert's rows and of their weights";

    protected override IEnumerable<Work> Lower(CombineGradient node, BlockLowering block)
    {
        Combine combine = node.Forward;
        WorkSplit split = block.SplitOf(node.Result);
        KernelCall call = block.CallRows(
            new CombineGradientKernel(combine.Output.Columns, block.Rows, block.RowsOf(node.Result)),
            split,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("input", block.Pointer(combine.Input)),
            ("sources", block.Integers(combine.Routing.Sources)),
            ("weights", block.Pointer(combine.Routing.Weights)),
            ("result", block.Pointer(node.Result)),
            ("weightGradient", block.Pointer(node.WeightGradient)));

        yield return new Work(split, [call]);
    }
}
