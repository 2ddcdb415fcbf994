using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>A BLEU score and what it was computed from.</summary>
public sealed record BleuScore : ITranslationScore
{
    /// <summary>0 to 100.</summary>
    public required double Score { get; init; }

    /// <summary>Smoothed n-gram precisions in percent, order 1 first.</summary>
    public required ImmutableArray<double> Precisions { get; init; }

    /// <summary>Hypothesis n-grams that a reference has too, order 1 first; before smoothing.</summary>
    public required ImmutableArray<long> Matches { get; init; }

    /// <summary>Hypothesis n-grams, order 1 first; before smoothing.</summary>
    public required ImmutableArray<long> Totals { get; init; }

    /// <summary>0 to 1: below 1 where the hypotheses are shorter than the references.</summary>
    public required double BrevityPenalty { get; init; }

    /// <summary>Words in the hypotheses.</summary>
    public required long HypothesisLength { get; init; }

    /// <summary>Words in the references, of each segment the one that is closest in length.</summary>
    public required long ReferenceLength { get; init; }

    /// <summary>How it was computed, in sacreBLEU's form: to be printed beside the score.</summary>
    public required string Signature { get; init; }

    /// <summary>Hypothesis words per reference word; 0 where the references have none.</summary>
    public double Ratio => this.ReferenceLength == 0 ? 0 : (double)this.HypothesisLength / this.ReferenceLength;

    /// <inheritdoc/>
    public string FormatScore(int decimals) => FixedPoint.Format(this.Score, decimals);

    /// <summary>
    /// sacreBLEU's line, with so many decimals in the score: BLEU = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17
    /// ref_len = 18).
    /// </summary>
    public string Format(int decimals) => string.Create(
        CultureInfo.InvariantCulture,
        $"BLEU = {this.FormatScore(decimals)} " +
        $"{string.Join('/', this.Precisions.Select(static precision => FixedPoint.Format(precision, 1)))} " +
        $"(BP = {FixedPoint.Format(this.BrevityPenalty, 3)} ratio = {FixedPoint.Format(this.Ratio, 3)} hyp_len = {this.HypothesisLength} " +
        $"ref_len = {this.ReferenceLength})");

    /// <summary>The line with two decimals.</summary>
    public override string ToString() => this.Format(2);
}
