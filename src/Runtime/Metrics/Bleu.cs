using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>
/// BLEU (Papineni et al. 2002) exactly as sacreBLEU 2 computes it: its tokenizations, its smoothing, its brevity penalty, its signature.
/// Segments are detokenized text, as people write it; white space at a segment's end does not count.
/// </summary>
public sealed record Bleu
{
    private readonly int _maximumOrder = 4;

    /// <summary>How segments are split into words.</summary>
    public BleuTokenization Tokenization { get; init; }

    /// <summary>What happens to an n-gram order without a match.</summary>
    public BleuSmoothing Smoothing { get; init; }

    /// <summary>Whether hypotheses and references are compared in lower case.</summary>
    public bool Lowercase { get; init; }

    /// <summary>
    /// Whether orders that are longer than all hypotheses are left out of the mean, as <see cref="ScoreSentence"/> always does.
    /// </summary>
    public bool EffectiveOrder { get; init; }

    /// <summary>The longest n-gram, 1 or more; 4 everywhere in the literature.</summary>
    public int MaximumOrder
    {
        get => _maximumOrder;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maximumOrder = value;
        }
    }

    /// <summary>The score of a corpus.</summary>
    /// <param name="hypotheses">One segment per element; empty ones count.</param>
    /// <param name="references">
    /// One or more translations of the whole corpus; an empty segment in one means that it has no reference there.
    /// </param>
    /// <exception cref="ArgumentException">There is nothing to score, counts differ, or a segment has no reference.</exception>
    public BleuScore ScoreCorpus(IReadOnlyList<string> hypotheses, params IReadOnlyList<IReadOnlyList<string>> references)
    {
        SegmentReferences segments = new(hypotheses, references);
        BleuStatistics statistics = new(this.MaximumOrder);

        for (int segment = 0; segment < hypotheses.Count; segment++)
        {
            statistics.Add(this.Words(hypotheses[segment]), [.. segments.Of(segment).Select(this.Words)]);
        }

        return statistics.Compute(this.Smoothing, this.EffectiveOrder, this.SignatureFor(segments.CountName));
    }

    /// <summary>The score of one sentence, with <see cref="EffectiveOrder"/>: BLEU was made for corpora, so read it with care.</summary>
    /// <exception cref="ArgumentException">There is no reference that is not empty.</exception>
    public BleuScore ScoreSentence(string hypothesis, params IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(references);

        return (this with { EffectiveOrder = true }).ScoreCorpus(
            [hypothesis], [.. references.Select(static reference => (IReadOnlyList<string>)[reference])]);
    }

    private List<string> Words(string segment)
    {
        string text = this.Lowercase ? SegmentText.Lower(segment) : segment;

        return BleuTokenizer.Words(SegmentText.TrimEnd(text), this.Tokenization);
    }

    private string SignatureFor(string references) =>
        $"nrefs:{references}|case:{(this.Lowercase ? "lc" : "mixed")}|eff:{(this.EffectiveOrder ? "yes" : "no")}" +
        $"|tok:{BleuTokenizer.NameOf(this.Tokenization)}|smooth:{this.Smoothing}|version:{SacreBleu.CompatibleVersion}";
}
