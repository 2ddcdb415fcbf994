using System;

namespace Weft;

/// <summary>
/// The part of the gradients that one rank sums and updates: whole parts of the 64 in which the norm of all gradients is added, whatever
/// the number of ranks. Where there are more ranks than parts, some have none.
/// </summary>
/// <param name="floats">Floats of the arena of gradients.</param>
/// <param name="rank">The rank.</param>
/// <param name="count">Ranks in all.</param>
internal readonly struct GradientShare(nuint floats, int rank, int count)
{
    /// <summary>Parts of the norm.</summary>
    public const int NormParts = 64;

    /// <summary>The first part of the norm that is added here.</summary>
    public int FirstPart => FirstPartOf(rank, count);

    /// <summary>The part after the last.</summary>
    public int EndPart => FirstPartOf(rank + 1, count);

    /// <summary>The first float, in the arena of gradients; a multiple of a vector.</summary>
    public nuint Start => PartStart(floats, this.FirstPart);

    /// <summary>Floats of the share.</summary>
    public nuint Length => PartStart(floats, this.EndPart) - this.Start;

    /// <summary>Where a part begins in an arena of <paramref name="floats"/> floats.</summary>
    public static nuint PartStart(nuint floats, int part) => Math.Min(floats, (nuint)part * (((floats / NormParts) + 16) & ~(nuint)15));

    /// <summary>The most parts that a rank has.</summary>
    public static int MostParts(int count) => (NormParts + count - 1) / count;

    private static int FirstPartOf(int rank, int count) => (int)((long)NormParts * rank / count);
}
