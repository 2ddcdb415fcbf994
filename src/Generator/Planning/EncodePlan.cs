using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>
/// The pass over whole source sequences: the encoder's blocks, and for an encoder-decoder the keys and values that every decoder layer
/// makes of the encoder's output. Offsets are in floats.
/// </summary>
internal sealed record EncodePlan
{
    public required RowLayout Rows { get; init; }

    public required long ChainFloats { get; init; }

    public required long SharedOffset { get; init; }

    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    /// <summary>The end of what no later pass needs.</summary>
    public required long TemporaryFloats { get; init; }

    /// <summary>Blocks with source rows, in order, with their work.</summary>
    public required ImmutableArray<(Block Block, ImmutableArray<Phase> Phases)> Blocks { get; init; }

    /// <summary>The logits of an encoder model; null where a decoder follows.</summary>
    public required Value? Logits { get; init; }

    public static EncodePlan Create(ModelPlan plan)
    {
        RowLayout rows = new(RowPlan.Capacity(plan.Specification.Inference.Sequences * plan.Specification.MaxLength), "Source");
        long chain = (long)Axis.RoundUp(plan.Specification.ModelSize) * rows.Capacity;
        Dictionary<Value, long> shared = new();
        long sharedFloats = 0;
        ImmutableArray<(Block, ImmutableArray<Phase>)> blocks = plan.Graph.Blocks
            .Select(static block => (block, Phase.Schedule(block.Forward.Where(static node => node.Side == Side.Source))))
            .Where(static item => item.Item2.Length > 0).ToImmutableArray();

        foreach ((Block block, ImmutableArray<Phase> phases) in blocks)
        {
            sharedFloats = System.Math.Max(sharedFloats, Lifetimes.Place(
                phases, value => value != block.Input && value != block.Output && value != block.Memory, value => value.Floats(rows.Capacity), shared));
        }

        return new EncodePlan
        {
            Rows = rows,
            ChainFloats = chain,
            SharedOffset = 2 * chain,
            Shared = shared,
            TemporaryFloats = (2 * chain) + sharedFloats,
            Blocks = blocks,
            Logits = plan.Specification.HasDecoder ? null : plan.Graph.Blocks.Last().Result,
        };
    }
}
