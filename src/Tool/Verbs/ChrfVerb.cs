using System.IO;

namespace Weft.Tool.Verbs;

/// <summary>weft chrf: the chrF score of a file.</summary>
internal sealed class ChrfVerb : IVerb
{
    private const int LongestOrder = 100;
    private const int LargestBeta = 1000;

    /// <inheritdoc/>
    public string Name => "chrf";

    /// <inheritdoc/>
    public string Summary => "chrF2 or chrF++ of translations, as sacreBLEU computes it";

    /// <inheritdoc/>
    public string Usage =>
        $"""
        usage: weft chrf HYPOTHESES REFERENCES... [options]
          --char-order N         longest character n-gram (6)
          --word-order N         longest word n-gram (0); 2 is chrF++
          --beta N               how many times more recall counts than precision (2)
          --lowercase, -lc       compare in lower case
          --whitespace           count white space as characters
          --eps-smoothing        count every order, as the original script does
        {ScoredFiles.Options}
        """;

    /// <inheritdoc/>
    public void Run(ArgumentReader arguments, TextWriter output)
    {
        Chrf chrf = new()
        {
            CharacterOrder = arguments.TakeInteger("--char-order", absent: 6, least: 1, LongestOrder),
            WordOrder = arguments.TakeInteger("--word-order", absent: 0, least: 0, LongestOrder),
            Beta = arguments.TakeInteger("--beta", absent: 2, least: 1, LargestBeta),
            Lowercase = arguments.TakeFlag("--lowercase", "-lc"),
            KeepWhiteSpace = arguments.TakeFlag("--whitespace"),
            EpsilonSmoothing = arguments.TakeFlag("--eps-smoothing"),
        };

        ScoredFiles files = new(arguments);
        files.Write(
            output,
            (hypotheses, references) => chrf.ScoreCorpus(hypotheses, [.. references]),
            (hypothesis, references) => chrf.ScoreSentence(hypothesis, references));
    }
}
