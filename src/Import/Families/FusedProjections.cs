using System.Collections.Immutable;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Rules for tensors that hold several projections.</summary>
internal static class FusedProjections
{
    private const string Layer = "decoder.layers.{layer}";

    /// <summary>Queries, keys and values.</summary>
    /// <param name="source">The tensor.</param>
    /// <param name="fusion">How they stand in it.</param>
    /// <param name="hasRotatedHalves">Whether rope pairs the halves of a head there.</param>
    /// <param name="isTransposed">Whether it is stored as [in, out].</param>
    public static ImmutableArray<TensorRule> QueryKeyValue(
        string source, Fusion fusion, bool hasRotatedHalves = false, bool isTransposed = false)
    {
        TensorRule value = new($"{Layer}.self_attention.value.*", source) { Fusion = fusion, IsTransposed = isTransposed };

        return
        [
            value with { Target = $"{Layer}.self_attention.query.*", HasRotatedHalves = hasRotatedHalves },
            value with { Target = $"{Layer}.self_attention.key.*", HasRotatedHalves = hasRotatedHalves },
            value,
        ];
    }

    /// <summary>The gate and what it gates.</summary>
    public static ImmutableArray<TensorRule> GateUp(string source) =>
    [
        new($"{Layer}.feed_forward.gate.*", source) { Fusion = Fusion.GateUpBlocks },
        new($"{Layer}.feed_forward.up.*", source) { Fusion = Fusion.GateUpBlocks },
    ];
}
