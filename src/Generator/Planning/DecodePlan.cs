using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>
/// The arena of an inference session, in floats: two buffers through which the residual stream goes from block to block, one area of
/// temporaries for all blocks, the logits, and the key and value caches of every layer.
/// </summary>
internal sealed record DecodePlan
{
    public required long ChainFloats { get; init; }

    public required long SharedOffset { get; init; }

    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    public required long LogitsOffset { get; init; }

    public required long ScoreOffset { get; init; }

    /// <summary>The scores of one head.</summary>
    public required int ScoreFloats { get; init; }

    public required long PositionOffset { get; init; }

    public required long CacheOffset { get; init; }

    /// <summary>Rows of a cache: max_length in whole panels.</summary>
    public required int Positions { get; init; }

    /// <summary>The cached keys of one head.</summary>
    public required long KeyFloats { get; init; }

    /// <summary>The cached values of one head.</summary>
    public required long ValueFloats { get; init; }

    /// <summary>The caches of one layer.</summary>
    public required long LayerFloats { get; init; }

    public required long StateFloats { get; init; }

    public static DecodePlan Create(ModelPlan plan)
    {
        int heads = plan.Specification.KeyValueHeads;
        int positions = Axis.RoundUp(plan.Specification.MaxLength);
        long chain = Axis.RoundUp(plan.Specification.ModelSize);
        Dictionary<Value, long> shared = new();
        long sharedFloats = 0;

        foreach (Block block in plan.Graph.Blocks)
        {
            // Every node is a phase of its own: a row of one position leaves nothing to run together.
            ImmutableArray<Phase> phases = block.Forward.Select(static node => new Phase(node.Domain, [node])).ToImmutableArray();
            sharedFloats = System.Math.Max(sharedFloats, Lifetimes.Place(
                phases, value => value != block.Input && value != block.Output, static value => Axis.RoundUp(value.Columns.Padded), shared));
        }

        long scores = (2 * chain) + sharedFloats + Axis.RoundUp(plan.Specification.Outputs);
        long positionOffset = scores + ((long)heads * positions);
        long caches = positionOffset + PositionTable.Floats(plan.Specification);
        long keys = (long)positions * Axis.RoundUp(plan.Specification.KeySize);
        long values = (long)positions * Axis.RoundUp(plan.Specification.ValueSize);

        return new DecodePlan
        {
            ChainFloats = chain,
            SharedOffset = 2 * chain,
            Shared = shared,
            LogitsOffset = (2 * chain) + sharedFloats,
            ScoreOffset = scores,
            ScoreFloats = positions,
            PositionOffset = positionOffset,
            CacheOffset = caches,
            Positions = positions,
            KeyFloats = keys,
            ValueFloats = values,
            LayerFloats = heads * (keys + values),
            StateFloats = caches + (plan.Specification.DecoderLayers * heads * (keys + values)),
        };
    }
}
