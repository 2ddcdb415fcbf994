using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// Key and value caches, [layers, slots, key and value heads, keys then values]: a head's keys are transposed, 16 positions to a panel,
/// its values are panels of 16 columns. Offsets are in floats.
/// </summary>
/// <param name="Offset">Where the caches start.</param>
/// <param name="Slots">Sequences that are cached side by side.</param>
/// <param name="Layers">Layers of the decoder.</param>
/// <param name="Heads">Key and value heads of a layer.</param>
/// <param name="Positions">Rows of a cache: max_length in whole panels.</param>
/// <param name="KeySize">Columns of a head's keys, padded.</param>
/// <param name="ValueSize">Columns of a head's values, padded.</param>
internal sealed record CachePlan(long Offset, int Slots, int Layers, int Heads, int Positions, int KeySize, int ValueSize)
{
    /// <summary>The cached keys of one head.</summary>
    public long KeyFloats => (long)this.Positions * this.KeySize;

    /// <summary>The caches of one head.</summary>
    public long HeadFloats => this.KeyFloats + ((long)this.Positions * this.ValueSize);

    /// <summary>The caches of one slot in one layer.</summary>
    public long SlotFloats => this.Heads * this.HeadFloats;

    /// <summary>The caches of one layer.</summary>
    public long LayerFloats => this.Slots * this.SlotFloats;

    /// <summary>The caches of all layers.</summary>
    public long Floats => this.Layers * this.LayerFloats;

    public long End => this.Offset + this.Floats;

    public static CachePlan Create(ModelSpecification specification, int slots, long offset) => new(
        offset, slots, specification.DecoderLayers, specification.KeyValueHeads, Axis.RoundUp(specification.MaxLength),
        Axis.RoundUp(specification.KeySize), Axis.RoundUp(specification.ValueSize));
}
