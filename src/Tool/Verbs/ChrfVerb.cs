using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>weft chrf: the chrF score of a file.</summary>
internal sealed class ChrfVerb : Verb
{
    private const int LongestOrder = 100;
    private const int LargestBeta = 1000;
    private readonly WholeOption _characters = new("--char-order", "longest character n-gram", absent: 6, least: 1, LongestOrder);
    private readonly WholeOption _words = new("--word-order", "longest word n-gram, 2 for chrF++", absent: 0, least: 0, LongestOrder);
    private readonly WholeOption _beta =
        new("--beta", "how many times more recall counts than precision", absent: 2, least: 1, LargestBeta);

    private readonly FlagOption _lowercase = new("--lowercase", "compare in lower case", "-lc");
    private readonly FlagOption _whiteSpace = new("--whitespace", "count white space as characters");
    private readonly FlagOption _epsilon = new("--eps-smoothing", "count every order, as the original script does");
    private readonly ScoredFileOptions _scored = new();

    /// <summary>Describes the verb.</summary>
    public ChrfVerb()
        : base("chrf", "chrF2 or chrF++ of translations, as sacreBLEU computes it") =>
        this.Expect(_scored.Files, [_characters, _words, _beta, _lowercase, _whiteSpace, _epsilon, .. _scored.All]);

    /// <inheritdoc/>
    public override string Explanation =>
        $"""
        Scores translations by the character n-grams that they share with references: chrF2, or chrF++ where words count as well.
        {ScoredFileOptions.Explanation}
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft chrf translated.txt reference.txt",
        "weft chrf translated.txt reference.txt --word-order 2",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        Chrf chrf = new()
        {
            CharacterOrder = command.GetValue(_characters),
            WordOrder = command.GetValue(_words),
            Beta = command.GetValue(_beta),
            Lowercase = command.GetValue(_lowercase),
            KeepWhiteSpace = command.GetValue(_whiteSpace),
            EpsilonSmoothing = command.GetValue(_epsilon),
        };

        ScoredFiles files = new(_scored, command);
        files.Write(
            output,
            (hypotheses, references) => chrf.ScoreCorpus(hypotheses, [.. references]),
            (hypothesis, references) => chrf.ScoreSentence(hypothesis, references));

        return CommandLine.Success;
    }
}
