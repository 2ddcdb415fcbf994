using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>weft bleu: the BLEU score of a file.</summary>
internal sealed class BleuVerb : Verb
{
    private readonly ChoiceOption<BleuTokenization> _tokenize = new(
        "--tokenize",
        ["-tok"],
        "what counts as a word",
        ("13a", BleuTokenization.Mteval13a),
        ("intl", BleuTokenization.International),
        ("zh", BleuTokenization.Chinese),
        ("char", BleuTokenization.Character),
        ("none", BleuTokenization.None));

    private readonly ChoiceOption<BleuSmoothingMethod> _smooth = new(
        "--smooth",
        ["-s"],
        "what an order without matches counts as",
        ("exp", BleuSmoothingMethod.Exponential),
        ("floor", BleuSmoothingMethod.Floor),
        ("add-k", BleuSmoothingMethod.AddK),
        ("none", BleuSmoothingMethod.None));

    private readonly NumberOption _smoothValue = new("--smooth-value", "of floor (0.1) and add-k (1), 0 or more");
    private readonly FlagOption _lowercase = new("--lowercase", "compare in lower case", "-lc");
    private readonly ScoredFileOptions _scored = new();

    /// <summary>Describes the verb.</summary>
    public BleuVerb()
        : base("bleu", "BLEU of translations, as sacreBLEU computes it") =>
        this.Expect(_scored.Files, [_tokenize, _smooth, _smoothValue, _lowercase, .. _scored.All]);

    /// <inheritdoc/>
    public override string Explanation =>
        $"""
        Scores translations by the n-grams of words that they share with references, to the digit as sacreBLEU does.
        {ScoredFileOptions.Explanation}
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft bleu translated.txt reference.txt",
        "weft bleu translated.txt first.txt second.txt.gz --tokenize intl --width 2",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        Bleu options = new()
        {
            Tokenization = command.GetValue(_tokenize),
            Smoothing = this.Smoothing(command),
            Lowercase = command.GetValue(_lowercase),
        };

        ScoredFiles files = new(_scored, command);
        Bleu bleu = options with { EffectiveOrder = files.BySentence };
        files.Write(
            output,
            (hypotheses, references) => bleu.ScoreCorpus(hypotheses, [.. references]),
            (hypothesis, references) => bleu.ScoreSentence(hypothesis, references));

        return CommandLine.Success;
    }

    private BleuSmoothing Smoothing(ParseResult command) => (command.GetValue(_smooth), command.GetValue(_smoothValue)) switch
    {
        (BleuSmoothingMethod.Floor, null) => BleuSmoothing.Floor(),
        (BleuSmoothingMethod.Floor, double matches) => BleuSmoothing.Floor(matches),
        (BleuSmoothingMethod.AddK, null) => BleuSmoothing.AddK(),
        (BleuSmoothingMethod.AddK, double count) => BleuSmoothing.AddK(count),
        (_, not null) => throw new UsageException($"{_smoothValue.Name} belongs to {_smooth.Name} floor and add-k."),
        (BleuSmoothingMethod.None, _) => BleuSmoothing.None,
        _ => BleuSmoothing.Exponential,
    };
}
