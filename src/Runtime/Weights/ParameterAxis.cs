using System;
using Weft.Shared;

namespace Weft;

/// <summary>
/// One dimension of a parameter as a file knows it and as memory holds it: <paramref name="Groups"/> runs of
/// <paramref name="Size"/> entries, each run padded with zeros to whole panels of 16. Heads are groups; most axes have one.
/// </summary>
/// <param name="Groups">Runs, for instance heads.</param>
/// <param name="Size">Entries of a run before padding.</param>
public readonly record struct ParameterAxis(int Groups, int Size)
{
    /// <summary>Entries without padding: what a file holds.</summary>
    public int Count => this.Groups * this.Size;

    /// <summary>Entries with padding: what memory holds.</summary>
    public int Padded => this.Groups * this.PaddedSize;

    private int PaddedSize => (this.Size + Panels.Width - 1) / Panels.Width * Panels.Width;

    /// <summary>The padded index of entry <paramref name="index"/>.</summary>
    public int IndexOf(int index) => (index / this.Size * this.PaddedSize) + (index % this.Size);
}
