using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// Attention: over whole sequences a head of one sequence is an item; prompts and decoding read keys and values from caches, which they add
/// their own to.
/// </summary>
internal sealed class AttentionOperation : Operation<Attention>
{
    public override ImmutableArray<Key> Keys { get; } =
        [.. AttentionKeys.All, SpecificationKeys.InferenceCache, SpecificationKeys.InferenceCacheTokens];

    protected override string Describe(Attention node) => LabelOf(node);

    protected override Cost CostOf(Attention node) =>
        new(0, (long)node.Shape.Heads * (node.Shape.KeySize + node.Shape.ValueSize), node.Shape.Window);

    protected override SessionTable? TableOf(Attention node, ModelPlan plan) =>
        node.Shape is { HasSlopes: true, Heads: > 1 } ? new SlopeTable(node.Shape.Heads) : null;

    protected override IEnumerable<Work> Lower(Attention node, BlockLowering block) => block.Pass.Kind switch
    {
        PassKind.Decode => DecodedAttention.Lower(node, block),
        PassKind.Prompt => PromptAttention.Lower(node, block),
        _ => [LowerSequences(node, block)],
    };

    /// <summary>Attention in words.</summary>
    public static string LabelOf(Attention attention) =>
        attention.Query.Matrix == attention.Key.Matrix ? "self-attention" : "cross-attention";

    private static Work LowerSequences(Attention node, BlockLowering block)
    {
        AttentionShape shape = node.Shape;
        AttentionHeads heads = new(shape, new Variable("head"));

        return new Work(WorkSplit.OfHeads(node.Side, shape.Heads),
        [
            block.Call(
                AttentionKernel.OfSequences(
                    shape, block.Rows, block.Pass.Layout.LongestSequence, keepsStatistics: node.InverseTotal is not null),
                [
                    ("query", block.Head(block.Pointer(node.Query), shape.PaddedKeySize, heads.Query)),
                    ("key", block.Head(block.Pointer(node.Key), shape.PaddedKeySize, heads.Key)),
                    ("value", block.Head(block.Pointer(node.Value), shape.PaddedValueSize, heads.Key)),
                    ("output", block.Head(block.Pointer(node.Output), shape.PaddedValueSize, heads.Query)),
                    ("scoreMaximum", block.HeadOf(node.ScoreMaximum, heads.Query)),
                    ("inverseTotal", block.HeadOf(node.InverseTotal, heads.Query)),
                    .. AttentionOperands.Sequences(node),
                    .. AttentionOperands.Options(node, block, heads.Query),
                    ("scratch", PassMembers.Scratch),
                ]),
        ]);
    }
}
