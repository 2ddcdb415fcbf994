using System;

namespace Weft;

/// <summary>What chrF is computed from: per order the n-grams of hypotheses, of references and of both, summed over segments.</summary>
/// <param name="orders">Character orders and word orders together.</param>
internal sealed class ChrfStatistics(int orders)
{
    // The value that the original chrF++ script has in place of an undefined ratio.
    private const double Epsilon = 1e-16;
    private readonly long[] _hypothesis = new long[orders];
    private readonly long[] _reference = new long[orders];
    private readonly long[] _matches = new long[orders];

    /// <summary>Sets one order. Hypothesis n-grams do not count where the reference has none.</summary>
    public void Set(int order, long hypothesis, long reference, long matches)
    {
        _hypothesis[order] = reference == 0 ? 0 : hypothesis;
        _reference[order] = reference;
        _matches[order] = matches;
    }

    /// <summary>Adds another segment's.</summary>
    public void Add(ChrfStatistics other)
    {
        for (int order = 0; order < orders; order++)
        {
            _hypothesis[order] += other._hypothesis[order];
            _reference[order] += other._reference[order];
            _matches[order] += other._matches[order];
        }
    }

    /// <summary>
    /// The F score of the mean precision and the mean recall over the orders that both sides have, (1 + beta²) P R / (beta² P + R), in
    /// percent.
    /// </summary>
    public double Score(int beta)
    {
        double precision = 0;
        double recall = 0;
        int effective = 0;

        for (int order = 0; order < orders; order++)
        {
            if (_hypothesis[order] > 0 && _reference[order] > 0)
            {
                precision += (double)_matches[order] / _hypothesis[order];
                recall += (double)_matches[order] / _reference[order];
                effective++;
            }
        }

        return precision + recall == 0 ? 0 : 100 * Balance(precision / effective, recall / effective, beta);
    }

    /// <summary>The mean over all orders of their own F scores, as the original script and Moses have it, in percent.</summary>
    public double ScoreWithEpsilon(int beta)
    {
        double sum = 0;

        for (int order = 0; order < orders; order++)
        {
            double precision = _hypothesis[order] > 0 ? (double)_matches[order] / _hypothesis[order] : Epsilon;
            double recall = _reference[order] > 0 ? (double)_matches[order] / _reference[order] : Epsilon;
            sum += precision + recall > 0 ? Balance(precision, recall, beta) : Epsilon;
        }

        return 100 * sum / orders;
    }

    private static double Balance(double precision, double recall, int beta)
    {
        double factor = (double)beta * beta;

        return (1 + factor) * precision * recall / ((factor * precision) + recall);
    }
}
