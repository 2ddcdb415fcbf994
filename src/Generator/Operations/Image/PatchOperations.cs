using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes the patches of images.</summary>
internal static class PatchKeys
{
    public static readonly ImmutableArray<Key> All =
        [SpecificationKeys.Image, SpecificationKeys.ModelSize, SpecificationKeys.PositionalEncoding];
}

/// <summary>The patches of images as rows.</summary>
internal sealed class PatchesOperation : Operation<Patches>
{
    public override ImmutableArray<Key> Keys => PatchKeys.All;

    protected override string Describe(Patches node) => "patches";

    protected override IEnumerable<Work> Lower(Patches node, BlockLowering block)
    {
        Side side = node.Side;

        yield return block.OverRows(
            new PatchKernel(node.Image, block.Rows),
            side,
            ("pixels", PassMembers.Pixels),
            ("sequences", PassMembers.Rows(side, "Sequences")),
            ("positions", PassMembers.Rows(side, "Positions")),
            ("patches", block.Pointer(node.Output)));
    }
}

/// <summary>Projected patches and the class token, with their positions.</summary>
internal sealed class PatchEmbeddingOperation : Operation<PatchEmbedding>
{
    public override ImmutableArray<Key> Keys => PatchKeys.All;

    protected override string Describe(PatchEmbedding node) => (node.ClassToken, node.Positions) switch
    {
        (null, _) => "positions",
        (_, null) => "class tokens",
        _ => "class tokens and positions",
    };

    protected override IEnumerable<Work> Lower(PatchEmbedding node, BlockLowering block)
    {
        yield return block.OverRows(
            new PatchEmbeddingKernel(node.Output.Columns, node.ClassToken is not null, node.Positions?.Rows ?? 0, block.Rows),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("classToken", node.ClassToken is null ? null : block.Parameter(node.ClassToken)),
            ("positionTable", node.Positions is null ? null : block.Parameter(node.Positions)),
            ("positions", PassMembers.Rows(node.Side, "Positions")),
            ("output", block.Pointer(node.Output)));
    }
}

/// <summary>The gradient of projected patches.</summary>
internal sealed class PatchEmbeddingGradientOperation : Operation<PatchEmbeddingGradient>
{
    public override ImmutableArray<Key> Keys => PatchKeys.All;

    protected override string Describe(PatchEmbeddingGradient node) => Labels.Of(node.Result);

    protected override IEnumerable<Work> Lower(PatchEmbeddingGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            new PatchEmbeddingGradientKernel(node.Result.Columns, block.Rows),
            node.Side,
            ("outputGradient", block.Pointer(node.OutputGradient)),
            ("positions", PassMembers.Rows(node.Side, "Positions")),
            ("result", block.Pointer(node.Result)));
    }
}

/// <summary>The gradients of the class token and of the positions, a panel of columns an item.</summary>
internal sealed class PatchParameterGradientOperation : Operation<PatchParameterGradient>
{
    public override ImmutableArray<Key> Keys => PatchKeys.All;

    protected override string Describe(PatchParameterGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(PatchParameterGradient node, BlockLowering block)
    {
        if (node.ClassToken is not null)
        {
            yield return LowerClassToken(node.ClassToken, node.OutputGradient, block);
        }

        if (node.Positions is not null)
        {
            yield return EmbeddingGradientOperation.LowerTable(
                block, node.OutputGradient, node.Positions, "Positions", scale: 1, PassMembers.AddsGradients);
        }
    }

    private static Work LowerClassToken(Parameter classToken, Value outputGradient, BlockLowering block)
    {
        Variable item = new("item");
        KernelCall call = block.Call(
            new ClassTokenGradientKernel(),
            ("outputGradient", block.Pointer(outputGradient).AtWide(item, block.Rows.Stride)),
            ("starts", PassMembers.Rows(outputGradient.Side, "Starts")),
            ("gradient", block.Gradient(classToken).At(item, Panels.Width)),
            ("sequences", Operand.Index(PassMembers.Side(outputGradient.Side, "SequenceCount"))),
            ("accumulate", Operand.Flag(PassMembers.AddsGradients)));

        return new Work(WorkSplit.OfParameters(outputGradient.Columns.Panels), [call]) { Comment = Labels.Of(classToken) };
    }
}
