using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>The caches that attention reads while it decodes: those of its own keys and values, or those of the encoder's output.</summary>
internal static class AttentionCaches
{
    /// <summary>The cached keys of the head at hand.</summary>
    public static readonly Address Keys = Address.Of("keys");

    /// <summary>Its cached values.</summary>
    public static readonly Address Values = Address.Of("values");

    /// <summary>The caches of a node.</summary>
    public static KeyValueCache Of(Attention node, BlockLowering block) => (KeyValueCache)block.StateOf(node).State;

    /// <summary>
    /// The first of the cached keys of a slot and a head, or of a head where slots share them; the only slot and the only head have no
    /// number.
    /// </summary>
    public static Address First(KeyValueCache cache, Expression? slot, Expression? head) =>
        Address.Of(cache.Name).AtWide(cache.Paging is null ? slot : null, cache.SlotFloats).AtWide(head, cache.PartFloats);

    /// <summary>What tells a kernel where the rows of a slot are, where slots share them: the table of blocks, and the slot.</summary>
    public static IEnumerable<(string Name, Operand? Value)> Table(KeyValueCache cache, Expression? slot) =>
        cache.Paging is null ? [] : [("blocks", PassMembers.BlockTable), ("slot", Operand.Index(slot ?? 0))];

    /// <summary>Gives the cached keys and values of a slot and a head their names.</summary>
    public static IEnumerable<Statement> Define(Attention node, BlockLowering block, Expression? slot, Expression? head)
    {
        KeyValueCache cache = Of(node, block);

        return [new DefinePointer("keys", First(cache, slot, head)), new DefinePointer("values", Keys + cache.KeyFloats)];
    }
}
