using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// Attention over tokens of prompts. Their keys and values go to the caches first, for all of them: a position sees those before it,
/// whichever thread works on them. The sequences of the pass are runs of positions of one slot.
/// </summary>
internal static class PromptAttention
{
    private static readonly Variable Sequence = new("sequence");
    private static readonly Variable Start = new("start");

    public static IEnumerable<Work> Lower(Attention node, BlockLowering block) =>
        node.IsCross ? [LowerAttending(node, block)] : [LowerCaching(node, block), LowerAttending(node, block)];

    private static Work LowerCaching(Attention node, BlockLowering block)
    {
        AttentionShape shape = node.Shape;
        Expression? head = shape.KeyValueHeads == 1 ? null : new Variable("head");
        KeyValueCache cache = AttentionCaches.Of(node, block);

        return new Work(SplitRuns(shape.KeyValueHeads),
        [
            DefineStart,
            .. AttentionCaches.Define(node, block, Slot, head),
            block.Call(
                CacheRowsKernel.Of(cache, block.Rows),
                [
                    ("key", block.Head(block.Pointer(node.Key), shape.PaddedKeySize, head).At(Start, Panels.Width)),
                    ("value", block.Head(block.Pointer(node.Value), shape.PaddedValueSize, head).At(Start, Panels.Width)),
                    ("keyCache", AttentionCaches.Keys),
                    ("valueCache", AttentionCaches.Values),
                    .. AttentionCaches.Table(cache, Slot),
                    ("position", Operand.Index(PassMembers.At(Side.Target, "Positions", Start))),
                    ("rows", Operand.Index(PassMembers.At(Side.Target, "Lengths", Sequence))),
                ]),
        ]);
    }

    private static Work LowerAttending(Attention node, BlockLowering block)
    {
        AttentionShape shape = node.Shape;
        AttentionHeads heads = new(shape, new Variable("head"));
        int beam = block.Pass.Model.Specification.Inference.Beam;
        Variable source = new("source");
        Statement[] names = node.IsCross ? [Define.Native(source.Name, beam > 1 ? Slot / beam : Slot)] : [];

        return new Work(SplitRuns(shape.Heads),
        [
            DefineStart,
            .. names,
            .. AttentionCaches.Define(node, block, node.IsCross ? source : Slot, heads.Key),
            Define.Native("length", PassMembers.At(Side.Target, "Lengths", Sequence)),
            .. node.IsCross ? (Statement[])[] : [Define.Native("past", PassMembers.At(Side.Target, "Positions", Start))],
            CallAttention(node, block, heads),
        ]);
    }

    private static KernelCall CallAttention(Attention node, BlockLowering block, AttentionHeads heads)
    {
        AttentionShape shape = node.Shape;
        KeyValueCache cache = AttentionCaches.Of(node, block);
        Variable length = new("length");
        Variable past = new("past");

        return block.Call(
            AttentionKernel.OfPrompt(shape, block.Rows, cache),
            [
                ("query", block.Head(block.Pointer(node.Query), shape.PaddedKeySize, heads.Query)),
                ("key", AttentionCaches.Keys),
                ("value", AttentionCaches.Values),
                ("output", block.Head(block.Pointer(node.Output), shape.PaddedValueSize, heads.Query)),
                ("start", Operand.Index(Start)),
                ("length", Operand.Index(length)),
                ("keyLength", Operand.Index(node.IsCross ? PassMembers.At(Side.Source, "Lengths", new Variable("source")) : past + length)),
                ("past", node.IsCross ? null : Operand.Index(past)),
                .. AttentionOperands.Options(node with { Shape = shape with { Dropout = 0 } }, block, heads.Query),
                .. AttentionCaches.Table(cache, Slot),
                ("scratch", PassMembers.Scratch),
            ]);
    }

    private static Define DefineStart => Define.Native(Start.Name, PassMembers.At(Side.Target, "Starts", Sequence));

    private static Expression Slot => PassMembers.At(Side.Target, "Sequences", Start);

    private static WorkSplit SplitRuns(int heads) => WorkSplit.OfHeads(Side.Target, heads);
}
