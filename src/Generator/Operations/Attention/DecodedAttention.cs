using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// Attention of new positions of every slot: their keys and values join the caches, then the queries of each look at all up to its own. An
/// item is a slot and a key and value head, whose query heads read the same caches; where they are the encoder's, a row and such a head.
/// </summary>
internal static class DecodedAttention
{
    private static readonly Variable Row = new("row");
    private static readonly Variable Run = new("sequence");
    private static readonly Variable Start = new("start");

    public static IEnumerable<Work> Lower(Attention node, BlockLowering block)
    {
        AttentionShape shape = node.Shape;
        Expression? head = shape.KeyValueHeads == 1 ? null : new Variable("head");

        yield return block.Pass.IsRow
            ? new Work(
                WorkSplit.OfEach(shape.KeyValueHeads, "head"),
                [.. node.IsCross ? DefineMemory(node, block, head) : LowerCaching(node, block, head), LowerAttending(node, block, head)])
            : node.IsCross
                ? new Work(
                    WorkSplit.OfPairs(PassMembers.Side(Side.Target, "Rows"), Row.Name, shape.KeyValueHeads, "head"),
                    [.. DefineMemory(node, block, head), LowerAttending(node, block, head)])
                : new Work(WorkSplit.OfHeads(Side.Target, shape.KeyValueHeads), LowerRun(node, block, head));
    }

    // The new positions of a slot. A query sees the keys of those before it, which are in the cache by then, and none of those behind it.
    private static ImmutableArray<Statement> LowerRun(Attention node, BlockLowering block, Expression? head)
    {
        Variable next = new("next");

        return
        [
            Define.Native(Start.Name, PassMembers.At(Side.Target, "Starts", Run)),
            .. LowerCaching(node, block, head),
            new Repeat(next.Name, PassMembers.At(Side.Target, "Lengths", Run),
            [
                Define.Native(Row.Name, Start + next),
                Define.Native("position", PassMembers.At(Side.Target, "Positions", Row)),
                LowerAttending(node, block, head),
            ]),
        ];
    }

    // The encoder's output has been cached: one cache for all beams of a sequence.
    private static IEnumerable<Statement> DefineMemory(Attention node, BlockLowering block, Expression? head)
    {
        int beam = block.Pass.Model.Specification.Inference.Beam;
        Expression slot = PassMembers.At(Side.Target, "Sequences", Row);
        Variable? sequence = block.Pass.IsRow ? null : new("sequence");
        Statement[] names = sequence is null ? [] : [Define.Native(sequence.Name, beam == 1 ? slot : slot / beam)];

        return
        [
            .. names,
            Define.Native("last", PassMembers.At(Side.Source, "Lengths", sequence ?? (Expression)0) - 1),
            .. AttentionCaches.Define(node, block, sequence, head),
        ];
    }

    private static IEnumerable<Statement> LowerCaching(Attention node, BlockLowering block, Expression? head)
    {
        AttentionShape shape = node.Shape;
        bool isRow = block.Pass.IsRow;
        KeyValueCache cache = AttentionCaches.Of(node, block);
        Expression position = PassMembers.At(Side.Target, "Positions", isRow ? 0 : Start);
        Variable name = new("position");

        return
        [
            .. AttentionCaches.Define(node, block, SlotOf(block, Start), head),
            .. isRow ? (Statement[])[Define.Native(name.Name, position)] : [],
            block.Call(
                CacheRowsKernel.Of(cache, block.Rows),
                [
                    ("key", HeadOf(block, node.Key, shape.PaddedKeySize, head, Start)),
                    ("value", HeadOf(block, node.Value, shape.PaddedValueSize, head, Start)),
                    ("keyCache", AttentionCaches.Keys),
                    ("valueCache", AttentionCaches.Values),
                    .. AttentionCaches.Table(cache, SlotOf(block, Start)),
                    ("position", Operand.Index(isRow ? name : position)),
                    ("rows", Operand.Index(isRow ? 1 : PassMembers.At(Side.Target, "Lengths", Run))),
                ]),
        ];
    }

    private static KernelCall LowerAttending(Attention node, BlockLowering block, Expression? head)
    {
        AttentionShape shape = node.Shape;
        Address output = block.Head(block.Pointer(node.Output), shape.PaddedValueSize * shape.GroupSize, head);

        KeyValueCache cache = AttentionCaches.Of(node, block);

        return block.Call(
            CachedAttentionKernel.Of(shape, cache, block.Rows),
            [
                ("query", HeadOf(block, node.Query, shape.PaddedKeySize * shape.GroupSize, head, Row)),
                ("keyCache", AttentionCaches.Keys),
                ("valueCache", AttentionCaches.Values),
                ("scores", PassMembers.Scratch),
                ("output", RowOf(block, output, Row)),
                ("biasTable", node.Bias is null ? null : block.Parameter(node.Bias)),
                .. AttentionCaches.Table(cache, SlotOf(block, Row)),
                ("head", shape.HasSlopes || node.Bias is not null ? Operand.Index(head ?? 0) : null),
                ("position", Operand.Index(new Variable(node.IsCross ? "last" : "position"))),
            ]);
    }

    // The only slot has no number.
    private static Expression? SlotOf(BlockLowering block, Variable row) =>
        block.Pass.IsRow ? null : PassMembers.At(Side.Target, "Sequences", row);

    private static Address HeadOf(BlockLowering block, Slice slice, int columns, Expression? head, Variable row) =>
        RowOf(block, block.Head(block.Pointer(slice), columns, head), row);

    // A single row stands at the start.
    private static Address RowOf(BlockLowering block, Address place, Variable row) =>
        block.Pass.IsRow ? place : place.At(row, Panels.Width);
}
