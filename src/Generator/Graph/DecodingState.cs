using System.Collections.Immutable;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// What a node keeps of a sequence from one decoded token to the next: a number of equal parts, and in each the runs that hold something.
/// When a beam goes on from another one, or a sequence moves, its runs are copied as far as they are filled.
/// </summary>
/// <param name="Name">The name of the pointer to it in generated methods.</param>
/// <param name="Parts">Parts of a slot: heads, for example.</param>
/// <param name="PartFloats">Floats of a part.</param>
internal abstract record DecodingState(string Name, int Parts, long PartFloats)
{
    /// <summary>Whether it belongs to source sequences, which all beams of a sequence look at, and not to slots.</summary>
    public bool IsOfSource { get; init; }

    /// <summary>The blocks that all slots share; null where every slot has a place of its own.</summary>
    public virtual CachePaging? Paging => null;

    /// <summary>What a part is called.</summary>
    public virtual string Part => "head";

    /// <summary>The runs of a part.</summary>
    public abstract ImmutableArray<StateRun> Runs { get; }

    /// <summary>Floats of a slot, or of a source sequence, or of all slots that share them.</summary>
    public long SlotFloats => this.Parts * this.PartFloats;
}

/// <summary>Stretches of a part at equal distances, of which each position of a sequence fills more.</summary>
/// <param name="Offset">Floats from the part's start to the first stretch.</param>
/// <param name="Count">Stretches.</param>
/// <param name="Stride">Floats from one to the next.</param>
/// <param name="Positions">Positions that fill some floats together; 0 for stretches that are full from the first position on.</param>
/// <param name="Floats">The floats that they fill.</param>
internal sealed record StateRun(long Offset, int Count, long Stride, int Positions, int Floats);

/// <summary>Cached keys and values, which stand as their <see cref="CacheLayout"/> says.</summary>
/// <param name="Name">The name of the pointer to it.</param>
/// <param name="Heads">Key and value heads.</param>
/// <param name="Positions">The longest sequence in whole panels.</param>
/// <param name="KeySize">Columns of a head's keys, padded.</param>
/// <param name="ValueSize">Columns of a head's values, padded.</param>
/// <param name="Format">How they are kept.</param>
/// <param name="InBlocks">The blocks that slots share; null where each has a place of its own.</param>
internal sealed record KeyValueCache(
    string Name, int Heads, int Positions, int KeySize, int ValueSize, CacheFormat Format, CachePaging? InBlocks = null)
    : DecodingState(Name, Heads, FloatsOf(CacheLayout.Of(Format), InBlocks?.Rows ?? Positions, KeySize, ValueSize))
{
    public override CachePaging? Paging => this.InBlocks;

    /// <summary>Rows of a head: those of a slot, or of all that share them.</summary>
    public int Rows => this.InBlocks?.Rows ?? this.Positions;

    /// <summary>The cached keys of one head.</summary>
    public long KeyFloats => KeyFloatsOf(this.Layout, this.Rows, this.KeySize);

    public override ImmutableArray<StateRun> Runs =>
    [
        new(0, 1, 0, Panels.Width, this.Layout.KeyPanelFloats(this.KeySize)),
        .. this.Layout.HasScales ? (StateRun[])[new(this.KeyFloats, 1, 0, 1, 1)] : [],
        new(
            this.KeyFloats + this.Layout.ValueScaleFloats(this.Rows),
            this.ValueSize / Panels.Width, this.Layout.ValuePanelFloats(this.Rows), 1, this.Layout.RowFloats),
    ];

    private CacheLayout Layout => CacheLayout.Of(this.Format);

    private static long KeyFloatsOf(CacheLayout layout, int positions, int keySize) =>
        (long)positions / Panels.Width * layout.KeyPanelFloats(keySize);

    private static long FloatsOf(CacheLayout layout, int positions, int keySize, int valueSize) =>
        KeyFloatsOf(layout, positions, keySize) + layout.ValueScaleFloats(positions)
        + (valueSize / Panels.Width * layout.ValuePanelFloats(positions));
}

/// <summary>The state of a recurrence, which every token replaces.</summary>
/// <param name="Name">The name of the pointer to it.</param>
/// <param name="Size">Columns, padded.</param>
internal sealed record RecurrentState(string Name, int Size) : DecodingState(Name, 1, Size)
{
    public override string Part => "vector";

    public override ImmutableArray<StateRun> Runs => [new(0, 1, 0, 0, this.Size)];
}

/// <summary>Rows of the last pass, one after another; nothing of them is kept for the next.</summary>
internal sealed record InputRows : DecodingState
{
    /// <summary>Reserves rows for every sequence.</summary>
    /// <param name="name">The name of the pointer to them.</param>
    /// <param name="rows">Rows of a sequence.</param>
    /// <param name="columns">Columns, padded.</param>
    public InputRows(string name, int rows, int columns)
        : base(name, rows, columns) => this.IsOfSource = true;

    public override string Part => "row";

    public override ImmutableArray<StateRun> Runs => [];
}

/// <summary>The probabilities of a head, by rows: what each position sees of every other.</summary>
/// <param name="Name">The name of the pointer to it.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="Positions">Rows, and columns of each: the longest sequence.</param>
internal sealed record AttentionMap(string Name, int Heads, int Positions) : DecodingState(Name, Heads, (long)Positions * Positions)
{
    public override ImmutableArray<StateRun> Runs => [new(0, 1, 0, 1, this.Positions)];
}
