using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// Attention of one new position of every slot: its key and value join the caches, then its queries look at all of them. An item is a row
/// and a key and value head, whose query heads read the same caches.
/// </summary>
internal static class DecodedAttention
{
    private static readonly Variable Row = new("row");

    public static IEnumerable<Work> Lower(Attention node, BlockLowering block)
    {
        AttentionShape shape = node.Shape;
        Expression? head = shape.KeyValueHeads == 1 ? null : new Variable("head");
        WorkSplit split = block.Pass.IsRow
            ? WorkSplit.OfEach(shape.KeyValueHeads, "head")
            : WorkSplit.OfPairs(PassMembers.Side(Side.Target, "Rows"), Row.Name, shape.KeyValueHeads, "head");

        IEnumerable<Statement> caches = node.IsCross ? DefineMemory(node, block, head) : LowerCaching(node, block, head);

        yield return new Work(split, [.. caches, LowerAttending(node, block, head)]);
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
        KeyValueCache cache = AttentionCaches.Of(node, block);
        Expression? slot = block.Pass.IsRow ? null : PassMembers.At(Side.Target, "Sequences", Row);

        return
        [
            .. AttentionCaches.Define(node, block, slot, head),
            Define.Native("position", PassMembers.At(Side.Target, "Positions", block.Pass.IsRow ? 0 : Row)),
            block.Call(
                new CacheRowsKernel(shape.PaddedKeySize, shape.PaddedValueSize, cache.Positions, cache.Format, block.Rows),
                ("key", HeadOf(block, node.Key, shape.PaddedKeySize, head)),
                ("value", HeadOf(block, node.Value, shape.PaddedValueSize, head)),
                ("keyCache", AttentionCaches.Keys),
                ("valueCache", AttentionCaches.Values),
                ("position", Operand.Index(new Variable("position"))),
                ("rows", Operand.Index(1))),
        ];
    }

    private static KernelCall LowerAttending(Attention node, BlockLowering block, Expression? head)
    {
        AttentionShape shape = node.Shape;
        Address output = block.Head(block.Pointer(node.Output), shape.PaddedValueSize * shape.GroupSize, head);

        return block.Call(
            CachedAttentionKernel.Of(shape, AttentionCaches.Of(node, block), block.Rows),
            ("query", HeadOf(block, node.Query, shape.PaddedKeySize * shape.GroupSize, head)),
            ("keyCache", AttentionCaches.Keys),
            ("valueCache", AttentionCaches.Values),
            ("scores", PassMembers.Scratch),
            ("output", RowOf(block, output)),
            ("biasTable", node.Bias is null ? null : block.Parameter(node.Bias)),
            ("head", shape.HasSlopes || node.Bias is not null ? Operand.Index(head ?? 0) : null),
            ("position", Operand.Index(new Variable(node.IsCross ? "last" : "position"))));
    }

    private static Address HeadOf(BlockLowering block, Slice slice, int columns, Expression? head) =>
        RowOf(block, block.Head(block.Pointer(slice), columns, head));

    // A single row stands at the start.
    private static Address RowOf(BlockLowering block, Address place) => block.Pass.IsRow ? place : place.At(Row, Panels.Width);
}
