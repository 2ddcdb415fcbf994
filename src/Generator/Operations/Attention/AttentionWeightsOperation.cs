using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// The weights of attention, for whoever looks at them: computed once more from the same queries and keys, beside the attention that needs
/// no whole matrix of them. An item is a head of a sequence, of a run of a prompt, or of a decoded row.
/// </summary>
internal sealed class AttentionWeightsOperation : Operation<AttentionWeights>
{
    private static readonly Variable Sequence = new("sequence");
    private static readonly Variable Row = new("row");
    private static readonly Variable Start = new("start");
    private static readonly Variable Slot = new("slot");
    private static readonly Variable Source = new("source");

    public override ImmutableArray<Key> Keys { get; } =
        [
        .. AttentionKeys.All, SpecificationKeys.InferenceCache, SpecificationKeys.InferenceCacheTokens,
        SpecificationKeys.InferenceAttention,
    ];

    protected override string Describe(AttentionWeights node) => $"what {AttentionOperation.LabelOf(node.Attention)} sees";

    protected override IEnumerable<Work> Lower(AttentionWeights node, BlockLowering block)
    {
        int heads = node.Attention.Shape.Heads;

        yield return block.Pass.Kind switch
        {
            PassKind.Decode when block.Pass.IsRow => new Work(WorkSplit.OfEach(heads, "head"), LowerRow(node, block, slot: null)),
            PassKind.Decode => new Work(
                WorkSplit.OfPairs(PassMembers.Side(Side.Target, "Rows"), Row.Name, heads, "head"),
                [Define.Native(Slot.Name, PassMembers.At(Side.Target, "Sequences", Row)), .. LowerRow(node, block, Slot)]),
            PassKind.Prompt => new Work(WorkSplit.OfHeads(Side.Target, heads), LowerRun(node, block)),
            _ => new Work(WorkSplit.OfHeads(node.Side, heads), LowerSequence(node, block)),
        };
    }

    // A whole sequence, whose keys stand as its queries do.
    private static ImmutableArray<Statement> LowerSequence(AttentionWeights node, BlockLowering block)
    {
        AttentionShape shape = node.Attention.Shape;
        Expression? head = new AttentionHeads(shape, new Variable("head")).Key;
        Address keys = block.Head(block.Pointer(node.Attention.Key), shape.PaddedKeySize, head).At(Start, Panels.Width);

        return
        [
            Define.Native(Start.Name, PassMembers.At(node.Side, "Starts", Sequence)),
            Define.Native("length", PassMembers.At(node.Side, "Lengths", Sequence)),
            Call(node, block, Start, keys, new Place(Sequence, 0, new Variable("length"), new Variable("length"))),
        ];
    }

    // Positions of one slot that follow one another.
    private static ImmutableArray<Statement> LowerRun(AttentionWeights node, BlockLowering block)
    {
        Place place = new(
            Slot, PassMembers.At(Side.Target, "Positions", Start), PassMembers.At(Side.Target, "Lengths", Sequence),
            PassMembers.At(Side.Source, "Lengths", Source));

        return
        [
            Define.Native(Start.Name, PassMembers.At(Side.Target, "Starts", Sequence)),
            Define.Native(Slot.Name, PassMembers.At(Side.Target, "Sequences", Start)),
            .. LowerCached(node, block, Start, place),
        ];
    }

    private static ImmutableArray<Statement> LowerRow(AttentionWeights node, BlockLowering block, Expression? slot)
    {
        Expression? row = slot is null ? null : Row;
        Place place = new(
            slot, PassMembers.At(Side.Target, "Positions", row ?? 0), 1, PassMembers.At(Side.Source, "Lengths", slot is null ? 0 : Source));

        return [.. LowerCached(node, block, row, place)];
    }

    private static IEnumerable<Statement> LowerCached(AttentionWeights node, BlockLowering block, Expression? row, Place place)
    {
        Expression? head = new AttentionHeads(node.Attention.Shape, new Variable("head")).Key;
        int beam = block.Pass.Model.Specification.Inference.Beam;
        bool hasSource = node.Attention.IsCross && place.Slot is not null;

        if (hasSource)
        {
            yield return Define.Native(Source.Name, beam > 1 ? place.Slot! / beam : place.Slot!);
        }

        KeyValueCache cache = AttentionCaches.Of(node.Attention, block);
        yield return Call(node, block, row, AttentionCaches.First(cache, hasSource ? Source : place.Slot, head), place, cache);
    }

    private static KernelCall Call(
        AttentionWeights node, BlockLowering block, Expression? row, Address keys, Place place, KeyValueCache? cache = null)
    {
        Attention attention = node.Attention;
        AttentionShape shape = attention.Shape with { Dropout = 0 };
        AttentionHeads heads = new(shape, new Variable("head"));
        AttentionMap map = (AttentionMap)block.StateOf(node).State;

        return block.Call(
            AttentionWeightsKernel.Of(shape, map.Positions, block.Rows, cache),
            [
                ("query", block.Head(block.Pointer(attention.Query), shape.PaddedKeySize, heads.Query).At(row, Panels.Width)),
                ("keys", keys),
                ("weights", Address.Of(map.Name).AtWide(place.Slot, map.SlotFloats).AtWide(heads.Query, map.PartFloats)),
                .. AttentionOperands.Options(attention with { Shape = shape }, block, heads.Query),
                .. cache is null ? [] : AttentionCaches.Table(cache, place.Slot),
                ("position", Operand.Index(place.Position)),
                ("rows", Operand.Index(place.Rows)),
                ("keyCount", shape.Causal ? null : Operand.Index(place.KeyCount)),
            ]);
    }

    /// <summary>The queries of an item.</summary>
    /// <param name="Slot">The slot or sequence that they belong to; null for the only one.</param>
    /// <param name="Position">The position of the first.</param>
    /// <param name="Rows">How many they are.</param>
    /// <param name="KeyCount">The keys that there are, where attention is not causal.</param>
    private sealed record Place(Expression? Slot, Expression Position, Expression Rows, Expression KeyCount);
}
