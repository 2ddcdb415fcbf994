using System.ComponentModel;

namespace Weft;

/// <summary>The constants of a generated inference session: the sizes of its arenas, and where in them the runtime finds what it reads. Offsets and sizes are in floats.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record InferenceLayout
{
    /// <summary>How the weights of products are stored.</summary>
    public WeightStorage Weights { get; init; }

    /// <summary>The snapshot of the parameters: in their order, without gaps.</summary>
    public required nuint WeightFloats { get; init; }

    /// <summary>The transposed copies of tied tables, stored like the weights of products.</summary>
    public nuint CopyFloats { get; init; }

    /// <summary>Temporaries, logits, the table of positions and the caches.</summary>
    public required nuint StateFloats { get; init; }

    /// <summary>Scratch of one thread.</summary>
    public required nuint ScratchFloats { get; init; }

    /// <summary>Sequences at once.</summary>
    public required int Sequences { get; init; }

    /// <summary>Beams of each sequence.</summary>
    public required int Beam { get; init; }

    /// <summary>The most tokens of prompts in one pass; 0 for an encoder.</summary>
    public int PromptRows { get; init; }

    /// <summary>Weights that a decoded row is multiplied by between two barriers, on average.</summary>
    public long PhaseWeights { get; init; }

    /// <summary>The first row of logits.</summary>
    public required nuint LogitsOffset { get; init; }

    /// <summary>From one row of logits to the next.</summary>
    public required int LogitsStride { get; init; }

    /// <summary>The first cache: [layers, slots, heads, keys then values].</summary>
    public nuint CacheOffset { get; init; }

    /// <summary>Layers with a cache.</summary>
    public int CachedLayers { get; init; }

    /// <summary>Key and value heads of a layer.</summary>
    public int CachedHeads { get; init; }

    /// <summary>Rows of a cache, a multiple of 16.</summary>
    public int CachedPositions { get; init; }

    /// <summary>Columns of a head's keys, a multiple of 16; 16 positions are a panel.</summary>
    public int CachedKeySize { get; init; }

    /// <summary>Columns of a head's values, a multiple of 16; 16 columns are a panel.</summary>
    public int CachedValueSize { get; init; }

    /// <summary>Sequences times beams.</summary>
    public int Slots => this.Sequences * this.Beam;
}
