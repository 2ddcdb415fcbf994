using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft;

/// <summary>
/// chrF, the character n-gram F score (Popović 2015), and chrF++ with word n-grams (Popović 2017), exactly as sacreBLEU 2 computes them:
/// statistics are summed over a corpus, and of several references the one with the best score counts.
/// </summary>
public sealed record Chrf
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private readonly int _characterOrder = 6;
    private readonly int _wordOrder;
    private readonly int _beta = 2;

    /// <summary>The longest character n-gram, 1 or more.</summary>
    public int CharacterOrder
    {
        get => _characterOrder;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _characterOrder = value;
        }
    }

    /// <summary>The longest word n-gram, 0 or more: 0 is chrF, 2 is chrF++.</summary>
    public int WordOrder
    {
        get => _wordOrder;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _wordOrder = value;
        }
    }

    /// <summary>How many times more recall counts than precision, 1 or more.</summary>
    public int Beta
    {
        get => _beta;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _beta = value;
        }
    }

    /// <summary>Whether hypotheses and references are compared in lower case.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Whether white space counts as characters; it is removed otherwise.</summary>
    public bool KeepWhiteSpace { get; init; }

    /// <summary>Whether every order counts, as in the original script, also those that no hypothesis is long enough for.</summary>
    public bool EpsilonSmoothing { get; init; }

    /// <summary>The score of a corpus.</summary>
    /// <param name="hypotheses">One segment per element; empty ones count.</param>
    /// <param name="references">
    /// One or more translations of the whole corpus; an empty segment in one means that it has no reference there.
    /// </param>
    /// <exception cref="ArgumentException">There is nothing to score, counts differ, or a segment has no reference.</exception>
    public ChrfScore ScoreCorpus(IReadOnlyList<string> hypotheses, params IReadOnlyList<IReadOnlyList<string>> references)
    {
        SegmentReferences segments = new(hypotheses, references);
        ChrfStatistics statistics = new(this.CharacterOrder + this.WordOrder);

        for (int segment = 0; segment < hypotheses.Count; segment++)
        {
            statistics.Add(this.Best(hypotheses[segment], segments.Of(segment)));
        }

        return new ChrfScore
        {
            Score = this.Score(statistics),
            Name = $"chrF{this.Beta}{new string('+', this.WordOrder)}",
            Signature = this.SignatureFor(segments.CountName),
        };
    }

    /// <summary>The score of one sentence.</summary>
    /// <exception cref="ArgumentException">There is no reference that is not empty.</exception>
    public ChrfScore ScoreSentence(string hypothesis, params IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(references);

        return this.ScoreCorpus([hypothesis], [.. references.Select(static reference => (IReadOnlyList<string>)[reference])]);
    }

    /// <summary>The statistics against the reference with the best score, the first of several.</summary>
    private ChrfStatistics Best(string hypothesis, List<string> references)
    {
        ChrfSegment segment = new(this.CharacterOrder, this.WordOrder);
        segment.SetHypothesis(this.Characters(hypothesis), this.Words(hypothesis));
        ChrfStatistics? best = null;
        double bestScore = -1;

        foreach (string reference in references)
        {
            ChrfStatistics statistics = segment.Compare(this.Characters(reference), this.Words(reference));
            double score = this.Score(statistics);

            if (best is null || score > bestScore)
            {
                best = statistics;
                bestScore = score;
            }
        }

        return best!;
    }

    private double Score(ChrfStatistics statistics) =>
        this.EpsilonSmoothing ? statistics.ScoreWithEpsilon(this.Beta) : statistics.Score(this.Beta);

    private int[] Characters(string text)
    {
        string cased = this.Lowercase ? SegmentText.Lower(text) : text;

        return [.. cased.EnumerateRunes().Where(this.Counts).Select(static rune => rune.Value)];
    }

    private bool Counts(Rune rune) => this.KeepWhiteSpace || !(rune.IsBmp && SegmentText.IsWhiteSpace((char)rune.Value));

    /// <summary>
    /// Words, with one punctuation mark at the end, or else at the beginning, split off: "(hi)" is "(hi" and ")", as in the original
    /// script.
    /// </summary>
    private List<string> Words(string text)
    {
        List<string> words = [];

        if (this.WordOrder == 0)
        {
            return words;
        }

        foreach (string word in SegmentText.Words(this.Lowercase ? SegmentText.Lower(text) : text))
        {
            if (word.Length > 1 && Punctuation.Contains(word[^1], StringComparison.Ordinal))
            {
                words.Add(word[..^1]);
                words.Add(word[^1..]);
            }
            else if (word.Length > 1 && Punctuation.Contains(word[0], StringComparison.Ordinal))
            {
                words.Add(word[..1]);
                words.Add(word[1..]);
            }
            else
            {
                words.Add(word);
            }
        }

        return words;
    }

    private string SignatureFor(string references) =>
        $"nrefs:{references}|case:{(this.Lowercase ? "lc" : "mixed")}|eff:{(this.EpsilonSmoothing ? "no" : "yes")}" +
        $"|nc:{this.CharacterOrder}|nw:{this.WordOrder}|space:{(this.KeepWhiteSpace ? "yes" : "no")}|version:{SacreBleu.CompatibleVersion}";
}
