using System.Globalization;
using System.IO;

namespace Weft.Tool.Verbs;

/// <summary>weft bleu: the BLEU score of a file.</summary>
internal sealed class BleuVerb : IVerb
{
    private const string SmoothName = "--smooth";
    private const string SmoothValueName = "--smooth-value";

    /// <inheritdoc/>
    public string Name => "bleu";

    /// <inheritdoc/>
    public string Summary => "BLEU of translations, as sacreBLEU computes it";

    /// <inheritdoc/>
    public string Usage =>
        $"""
        usage: weft bleu HYPOTHESES REFERENCES... [options]
          --tokenize, -tok NAME  13a (the default), intl, zh, char or none
          --smooth, -s NAME      exp (the default), floor, add-k or none
          --smooth-value X       of floor (0.1) and add-k (1)
          --lowercase, -lc       compare in lower case
        {ScoredFiles.Options}
        """;

    /// <inheritdoc/>
    public void Run(ArgumentReader arguments, TextWriter output)
    {
        Bleu options = new()
        {
            Tokenization = arguments.TakeChoice(
                "--tokenize",
                "-tok",
                absent: BleuTokenization.Mteval13a,
                ("13a", BleuTokenization.Mteval13a),
                ("intl", BleuTokenization.International),
                ("zh", BleuTokenization.Chinese),
                ("char", BleuTokenization.Character),
                ("none", BleuTokenization.None)),
            Smoothing = TakeSmoothing(arguments),
            Lowercase = arguments.TakeFlag("--lowercase", "-lc"),
        };

        ScoredFiles files = new(arguments);
        Bleu bleu = options with { EffectiveOrder = files.BySentence };
        files.Write(
            output,
            (hypotheses, references) => bleu.ScoreCorpus(hypotheses, [.. references]),
            (hypothesis, references) => bleu.ScoreSentence(hypothesis, references));
    }

    private static BleuSmoothing TakeSmoothing(ArgumentReader arguments)
    {
        BleuSmoothingMethod method = arguments.TakeChoice(
            SmoothName,
            "-s",
            absent: BleuSmoothingMethod.Exponential,
            ("exp", BleuSmoothingMethod.Exponential),
            ("floor", BleuSmoothingMethod.Floor),
            ("add-k", BleuSmoothingMethod.AddK),
            ("none", BleuSmoothingMethod.None));
        double? value = TakeSmoothingValue(arguments);

        return (method, value) switch
        {
            (BleuSmoothingMethod.Floor, null) => BleuSmoothing.Floor(),
            (BleuSmoothingMethod.Floor, double matches) => BleuSmoothing.Floor(matches),
            (BleuSmoothingMethod.AddK, null) => BleuSmoothing.AddK(),
            (BleuSmoothingMethod.AddK, double count) => BleuSmoothing.AddK(count),
            (_, not null) => throw new UsageException($"{SmoothValueName} belongs to {SmoothName} floor and add-k."),
            (BleuSmoothingMethod.None, _) => BleuSmoothing.None,
            _ => BleuSmoothing.Exponential,
        };
    }

    private static double? TakeSmoothingValue(ArgumentReader arguments)
    {
        string? text = arguments.TakeValue(SmoothValueName);

        if (text is null)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= 0
            ? value
            : throw new UsageException($"{SmoothValueName} is a number, 0 or more, not '{text}'.");
    }
}
