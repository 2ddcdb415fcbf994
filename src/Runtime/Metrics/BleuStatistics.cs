using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>What BLEU is computed from: matches, n-grams and lengths, summed over segments.</summary>
internal sealed class BleuStatistics
{
    // Stands for the logarithm of 0: far enough down that the score becomes 0, and finite.
    private const double LogOfZero = -9999999999;
    private readonly NgramIndex _ngrams = new();
    private readonly WordNumbers _words = new();

    /// <param name="order">Longest n-gram, 1 or more.</param>
    public BleuStatistics(int order)
    {
        this.Matches = new long[order];
        this.Totals = new long[order];
    }

    /// <summary>Hypothesis n-grams that a reference has too, by order - 1.</summary>
    public long[] Matches { get; }

    /// <summary>Hypothesis n-grams, by order - 1.</summary>
    public long[] Totals { get; }

    /// <summary>Words in the hypotheses.</summary>
    public long HypothesisLength { get; set; }

    /// <summary>Words in the references that are closest in length.</summary>
    public long ReferenceLength { get; set; }

    /// <summary>Adds one segment. An n-gram matches as often as the reference that has it most often.</summary>
    public void Add(List<string> hypothesis, List<List<string>> references)
    {
        _ngrams.Clear();
        _words.Clear();
        int order = this.Totals.Length;
        int[][] hypothesisNgrams = _ngrams.Identify(_words.Number(hypothesis), order);
        int[][][] referenceNgrams = [.. references.Select(reference => _ngrams.Identify(_words.Number(reference), order))];
        int[] available = new int[_ngrams.Count];

        foreach (int[][] ngrams in referenceNgrams)
        {
            int[] counts = _ngrams.CountAll(ngrams);

            for (int id = 0; id < counts.Length; id++)
            {
                available[id] = Math.Max(available[id], counts[id]);
            }
        }

        for (int index = 0; index < order; index++)
        {
            this.Matches[index] += NgramIndex.Match(hypothesisNgrams[index], available);
            this.Totals[index] += hypothesisNgrams[index].Length;
        }

        this.HypothesisLength += hypothesis.Count;
        this.ReferenceLength += ClosestLength(hypothesis.Count, references);
    }

    /// <summary>
    /// Score = BP x exp(mean over orders of ln(100 x matches / n-grams)), BP = exp(1 - reference length / hypothesis length) where the
    /// hypotheses are the shorter ones (Papineni et al. 2002).
    /// </summary>
    public BleuScore Compute(BleuSmoothing smoothing, bool effectiveOrder, string signature)
    {
        double penalty = this.BrevityPenalty();
        double[] precisions = new double[this.Totals.Length];
        double score = 0;

        // Smoothing is for orders without a match, not for hypotheses without one.
        if (this.Matches.Any(static matches => matches > 0))
        {
            int orders = this.Smooth(smoothing, precisions);
            int used = effectiveOrder ? orders : precisions.Length;
            double logarithms = precisions.Take(used).Sum(static precision => precision == 0 ? LogOfZero : Math.Log(precision));
            score = penalty * Math.Exp(logarithms / used);
        }

        return new BleuScore
        {
            Score = score,
            Precisions = [.. precisions],
            Matches = [.. this.Matches],
            Totals = [.. this.Totals],
            BrevityPenalty = penalty,
            HypothesisLength = this.HypothesisLength,
            ReferenceLength = this.ReferenceLength,
            Signature = signature,
        };
    }

    private static int ClosestLength(int length, List<List<string>> references)
    {
        int closest = references[0].Count;

        foreach (List<string> reference in references)
        {
            int difference = Math.Abs(reference.Count - length) - Math.Abs(closest - length);

            // Of two that are equally close the shorter one counts.
            if (difference < 0 || (difference == 0 && reference.Count < closest))
            {
                closest = reference.Count;
            }
        }

        return closest;
    }

    private double BrevityPenalty()
    {
        if (this.HypothesisLength >= this.ReferenceLength)
        {
            return 1;
        }

        return this.HypothesisLength == 0 ? 0 : Math.Exp(1 - ((double)this.ReferenceLength / this.HypothesisLength));
    }

    /// <summary>Fills in the precisions in percent; returns how many orders have n-grams.</summary>
    private int Smooth(BleuSmoothing smoothing, double[] precisions)
    {
        double halving = 1;

        for (int index = 0; index < precisions.Length; index++)
        {
            double added = smoothing.Method == BleuSmoothingMethod.AddK && index > 0 ? smoothing.Value : 0;
            double matches = this.Matches[index] + added;
            double total = this.Totals[index] + added;

            if (total == 0)
            {
                return index;
            }

            if (matches == 0 && smoothing.Method == BleuSmoothingMethod.Exponential)
            {
                halving *= 2;
                precisions[index] = 100 / (halving * total);
            }
            else
            {
                double counted = matches == 0 && smoothing.Method == BleuSmoothingMethod.Floor ? smoothing.Value : matches;
                precisions[index] = 100 * counted / total;
            }
        }

        return precisions.Length;
    }
}
