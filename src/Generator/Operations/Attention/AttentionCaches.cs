using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>The caches that attention reads while it decodes: those of its own keys and values, or those of the encoder's output.</summary>
internal static class AttentionCaches
{
    /// <summary>The cached keys of the head at hand.</summary>
    public static readonly Address Keys = Address.Of("keys");

    /// <summary>Its cached values.</summary>
    public static readonly Address Values = Address.Of("values");

    /// <summary>The caches of a node.</summary>
    public static CachePlan Of(Attention node, BlockLowering block) => node.IsCross ? block.Pass.Inference!.Memory! : block.Pass.Inference!.Cache!;

    /// <summary>Gives the cached keys and values of a slot and a head their names; the only slot and the only head have no number.</summary>
    public static IEnumerable<Statement> Define(Attention node, BlockLowering block, Expression? slot, Expression? head)
    {
        CachePlan cache = Of(node, block);
        Address first = Address.Of(node.IsCross ? InferencePasses.MemoryCache : InferencePasses.Cache).AtWide(slot, cache.SlotFloats).AtWide(head, cache.HeadFloats);

        return [new DefinePointer("keys", first), new DefinePointer("values", Keys + cache.KeyFloats)];
    }
}
