using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>
/// The gradients of queries, keys and values. Query heads that share a key and value head add to the same gradients: one item runs through
/// all of them.
/// </summary>
internal sealed class AttentionGradientOperation : Operation<AttentionGradient>
{
    public override ImmutableArray<Key> Keys => AttentionKeys.All;

    protected override string Describe(AttentionGradient node) => $"through {AttentionOperation.LabelOf(node.Forward)}";

    protected override IEnumerable<Work> Lower(AttentionGradient node, BlockLowering block)
    {
        AttentionShape shape = node.Forward.Shape;
        bool isShared = shape.GroupSize > 1;
        Variable head = new("head");
        Variable member = new(shape.KeyValueHeads == 1 ? "head" : "member");
        Variable keyHead = new(isShared ? "keyHead" : "head");
        KernelCall call = Call(
            node,
            block,
            shape.Heads == 1 ? null : head,
            shape.KeyValueHeads == 1 ? null : keyHead,
            isShared ? member : null);

        yield return new Work(
            WorkSplit.OfHeads(node.Side, shape.KeyValueHeads, keyHead.Name),
            isShared ? [new Repeat(member.Name, shape.GroupSize, Members(shape, keyHead, member, call))] : [call]);
    }

    private static ImmutableArray<Statement> Members(AttentionShape shape, Variable keyHead, Variable member, KernelCall call) =>
        shape.KeyValueHeads == 1 ? [call] : [Define.Native("head", (keyHead * shape.GroupSize) + member), call];

    private static Address? BiasGradient(AttentionGradient node, BlockLowering block, Expression? head) => node.BiasGradient is null
        ? null
        : block.Head(block.Pointer(node.BiasGradient), node.Forward.Shape.Relative!.Buckets, head);

    private static KernelCall Call(AttentionGradient node, BlockLowering block, Expression? head, Expression? keyHead, Variable? member)
    {
        Attention forward = node.Forward;
        AttentionShape shape = forward.Shape;
        int keySize = shape.PaddedKeySize;
        int valueSize = shape.PaddedValueSize;

        AttentionGradientKernel kernel = AttentionGradientKernel.OfSequences(shape, block.Rows, block.Pass.Layout.LongestSequence) with
        {
            SumsBiases = node.BiasGradient is not null,
        };

        return block.Call(
            kernel,
            [
                ("query", block.Head(block.Pointer(forward.Query), keySize, head)),
                ("key", block.Head(block.Pointer(forward.Key), keySize, keyHead)),
                ("value", block.Head(block.Pointer(forward.Value), valueSize, keyHead)),
                ("output", kernel.IsOneBlock ? null : block.Head(block.Pointer(forward.Output), valueSize, head)),
                ("scoreMaximum", block.HeadOf(forward.ScoreMaximum, head)),
                ("inverseTotal", block.HeadOf(forward.InverseTotal, head)),
                ("outputGradient", block.Head(block.Pointer(node.OutputGradient), valueSize, head)),
                ("queryGradient", block.Head(block.Pointer(node.QueryGradient), keySize, head)),
                ("keyGradient", block.Head(block.Pointer(node.KeyGradient), keySize, keyHead)),
                ("valueGradient", block.Head(block.Pointer(node.ValueGradient), valueSize, keyHead)),
                ("biasGradient", BiasGradient(node, block, head)),
                .. AttentionOperands.Sequences(forward),
                ("accumulate", member is null ? null : Operand.Flag(member.Then(">", 0))),
                .. AttentionOperands.Options(forward, block, head),
                ("scratch", PassMembers.Scratch),
            ]);
    }
}
