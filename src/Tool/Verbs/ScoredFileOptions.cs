using System.CommandLine;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>The options and files that the metric verbs have in common.</summary>
internal sealed class ScoredFileOptions
{
    private const int MostDecimals = 9;

    /// <summary>The part of their explanations about files.</summary>
    public const string Explanation =
        """
        Files hold one detokenized segment a line in UTF-8 (gzipped where the name ends in .gz); each of the reference files is a
        translation of all segments, with an empty line where it has none.
        """;

    /// <summary>The hypotheses and the references.</summary>
    public Operands Files { get; } = new(
        "a file of hypotheses and one or more of references are needed",
        least: 2,
        most: int.MaxValue,
        ("HYPOTHESES", "the translations to score"),
        ("REFERENCES...", "translations that people made, one or more files"));

    /// <summary>Whether every line has a score of its own.</summary>
    public FlagOption BySentence { get; } = new("--sentence-level", "one score for each line instead of one for all", "-sl");

    /// <summary>Whether nothing but the score is written.</summary>
    public FlagOption ScoreOnly { get; } = new("--score-only", "the score alone, without its details and its signature", "-b");

    /// <summary>Decimals of the score.</summary>
    public WholeOption Decimals { get; } = new("--width", "decimals of the score", absent: 1, least: 0, MostDecimals);

    /// <summary>The options, in the order of the help text.</summary>
    public Option[] All => [this.BySentence, this.ScoreOnly, this.Decimals];
}
