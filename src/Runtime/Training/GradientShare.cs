namespace Weft;

/// <summary>
/// What one rank sums and updates: whole parts of the gradients. Where there are more ranks than parts, some have none.
/// </summary>
/// <param name="parts">The parts of all.</param>
/// <param name="rank">The rank.</param>
/// <param name="count">Ranks in all.</param>
internal readonly struct GradientShare(GradientParts parts, int rank, int count)
{
    /// <summary>The first part of the norm that is added here.</summary>
    public int FirstPart => FirstPartOf(rank, count);

    /// <summary>The part after the last.</summary>
    public int EndPart => FirstPartOf(rank + 1, count);

    /// <summary>The first float, in the arena of gradients; a multiple of a vector.</summary>
    public nuint Start => parts.Start(this.FirstPart);

    /// <summary>The float after the last.</summary>
    public nuint End => parts.Start(this.EndPart);

    /// <summary>Floats of the share.</summary>
    public nuint Length => this.End - this.Start;

    /// <summary>The most parts that a rank has.</summary>
    public static int MostParts(int count) => (GradientParts.Count + count - 1) / count;

    private static int FirstPartOf(int rank, int count) => (int)((long)GradientParts.Count * rank / count);
}
