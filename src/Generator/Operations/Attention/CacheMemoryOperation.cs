using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Keys and values of the encoder's output to the caches that cross-attention reads.</summary>
internal sealed class CacheMemoryOperation : Operation<CacheMemory>
{
    public override ImmutableArray<Key> Keys { get; } =
    [
        SpecificationKeys.MaxLength, SpecificationKeys.KeyValueHeads, SpecificationKeys.KeySize, SpecificationKeys.ValueSize,
        SpecificationKeys.InferenceCache,
    ];

    protected override string Describe(CacheMemory node) => "keys and values to their caches";

    protected override IEnumerable<Work> Lower(CacheMemory node, BlockLowering block)
    {
        KeyValueCache memory = AttentionCaches.Of(node.Attention, block);
        Expression? head = memory.Heads == 1 ? null : new Variable("head");
        Variable sequence = new("sequence");
        Variable start = new("start");
        Address keys = Address.Of("keys");

        yield return new Work(WorkSplit.OfHeads(Side.Source, memory.Heads),
        [
            Define.Native(start.Name, PassMembers.At(Side.Source, "Starts", sequence).As("nint") * Panels.Width),
            new DefinePointer("keys", AttentionCaches.First(memory, sequence, head)),
            block.Call(
                CacheRowsKernel.Of(memory, block.Rows),
                ("key", block.Head(block.Pointer(node.Attention.Key), memory.KeySize, head).At(start, 1)),
                ("value", block.Head(block.Pointer(node.Attention.Value), memory.ValueSize, head).At(start, 1)),
                ("keyCache", keys),
                ("valueCache", keys + memory.KeyFloats),
                ("position", Operand.Index(0)),
                ("rows", Operand.Index(PassMembers.At(Side.Source, "Lengths", sequence)))),
        ]);
    }
}
