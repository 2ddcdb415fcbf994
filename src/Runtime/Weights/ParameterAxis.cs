using System;
using Weft.Shared;

namespace Weft;

/// <summary>
/// One dimension of a parameter as a file knows it and as memory holds it: <see cref="Groups"/> runs of <see cref="Size"/> entries, each
/// run padded with zeros to whole panels. Heads are groups; most axes have one.
/// </summary>
/// <param name="groups">Runs, for instance heads.</param>
/// <param name="size">Entries of a run before padding.</param>
public readonly struct ParameterAxis(int groups, int size)
{
    /// <summary>Runs, for instance heads.</summary>
    public int Groups { get; } = groups;

    /// <summary>Entries of a run before padding.</summary>
    public int Size { get; } = size;

    /// <summary>Entries without padding: what a file holds.</summary>
    public int Count => this.Groups * this.Size;

    /// <summary>Entries with padding: what memory holds.</summary>
    public int Padded => this.Groups * this.PaddedSize;

    private int PaddedSize => (this.Size + Panels.Width - 1) / Panels.Width * Panels.Width;

    /// <summary>The padded index of entry <paramref name="index"/>.</summary>
    public int IndexOf(int index) => (index / this.Size * this.PaddedSize) + (index % this.Size);
}
