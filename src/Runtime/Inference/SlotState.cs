using System.Collections.Immutable;
using System.ComponentModel;

namespace Weft;

/// <summary>
/// What a node of a model keeps of every slot from one decoded token to the next, [layers, slots, parts], in floats: cached keys and
/// values, for example, whose parts are heads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SlotState
{
    /// <summary>Where it starts in the session's state.</summary>
    public required nuint Offset { get; init; }

    /// <summary>Layers that have one.</summary>
    public required int Layers { get; init; }

    /// <summary>From one layer to the next.</summary>
    public required nuint LayerFloats { get; init; }

    /// <summary>Parts of a slot.</summary>
    public required int Parts { get; init; }

    /// <summary>From one part to the next.</summary>
    public required nuint PartFloats { get; init; }

    /// <summary>The blocks of positions of which each belongs to some slots; 0 where every slot has a place of its own.</summary>
    public int Blocks { get; init; }

    /// <summary>What of a part holds something.</summary>
    public required ImmutableArray<StateRun> Runs { get; init; }

    /// <summary>From one slot to the next.</summary>
    internal nuint SlotFloats => (nuint)this.Parts * this.PartFloats;
}

/// <summary>Stretches of a part at equal distances, each of which every position of a sequence fills a little further.</summary>
/// <param name="offset">Floats from the part's start to the first stretch.</param>
/// <param name="count">Stretches.</param>
/// <param name="stride">Floats from one to the next.</param>
/// <param name="positions">Positions that fill some floats together; 0 for stretches that are full from the first position on.</param>
/// <param name="floats">The floats that they fill.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StateRun(nuint offset, int count, nuint stride, int positions, int floats)
{
    /// <summary>Floats from the part's start to the first stretch.</summary>
    public nuint Offset { get; } = offset;

    /// <summary>Stretches.</summary>
    public int Count { get; } = count;

    /// <summary>Floats from one to the next.</summary>
    public nuint Stride { get; } = stride;

    /// <summary>Positions that fill some floats together; 0 for stretches that are full from the first position on.</summary>
    public int Positions { get; } = positions;

    /// <summary>The floats that they fill.</summary>
    public int Floats { get; } = floats;

    /// <summary>Floats of a stretch that so many positions have filled.</summary>
    internal nuint Filled(int positions) => this.Positions == 0
        ? (nuint)this.Floats
        : (nuint)((positions + this.Positions - 1) / this.Positions) * (nuint)this.Floats;
}
