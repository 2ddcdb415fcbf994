using System.Collections.Immutable;

namespace Weft.Samples;

/// <summary>The chapters, in the order in which they are measured.</summary>
internal static class Book
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Chapter> Chapters { get; } =
    [
        new SelfAttentionChapter(),
        new ScaleChapter(),
        new HeadsChapter(),
        new RecurrenceChapter(),
        new RecallChapter(),
        new RaceChapter(),
        new PaceChapter(),
        new NormChapter(),
        new PositionChapter(),
        new MaskChapter(),
        new CrossChapter(),
        new RateChapter(),
        new ScoreChapter(),
    ];
}
