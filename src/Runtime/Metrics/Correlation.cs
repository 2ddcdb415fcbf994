using System;

namespace Weft;

/// <summary>How well two rows of numbers agree, such as the scores of a model and those of people.</summary>
public static class Correlation
{
    /// <summary>
    /// Pearson's correlation: the covariance over the product of the standard deviations, -1 to 1; NaN where one of the two is constant.
    /// </summary>
    /// <param name="first">The numbers.</param>
    /// <param name="second">As many others.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two, or one is infinite or NaN.</exception>
    public static double Pearson(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Check(first, second);

        return OfChecked(first, second);
    }

    /// <summary>
    /// Spearman's rank correlation: Pearson's of the ranks, where equal numbers have the mean of the ranks that they take up together, as
    /// scipy's spearmanr has it. NaN where one of the two is constant.
    /// </summary>
    /// <param name="first">The numbers.</param>
    /// <param name="second">As many others.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two, or one is infinite or NaN.</exception>
    public static double Spearman(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Check(first, second);

        return OfChecked(Ranks(first), Ranks(second));
    }

    private static void Check(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"{first.Length} numbers are compared with {second.Length}; there must be as many.");
        }

        if (first.Length < 2)
        {
            throw new ArgumentException($"A correlation is of at least 2 pairs of numbers; there are {first.Length}.");
        }

        for (int index = 0; index < first.Length; index++)
        {
            if (!double.IsFinite(first[index]) || !double.IsFinite(second[index]))
            {
                throw new ArgumentException($"Pair {index} is ({first[index]}, {second[index]}); numbers are finite.");
            }
        }
    }

    private static double OfChecked(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double firstMean = Mean(first);
        double secondMean = Mean(second);
        double covariance = 0;
        double firstVariance = 0;
        double secondVariance = 0;

        for (int index = 0; index < first.Length; index++)
        {
            double one = first[index] - firstMean;
            double other = second[index] - secondMean;
            covariance += one * other;
            firstVariance += one * one;
            secondVariance += other * other;
        }

        // Two roots: the product of the variances may be too large for a double, or too small.
        return Math.Clamp(covariance / Math.Sqrt(firstVariance) / Math.Sqrt(secondVariance), -1, 1);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;

        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = new int[sorted.Length];
        double[] ranks = new double[sorted.Length];

        for (int index = 0; index < order.Length; index++)
        {
            order[index] = index;
        }

        Array.Sort(sorted, order);

        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;

            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            foreach (int index in order.AsSpan(start, end - start))
            {
                ranks[index] = (start + end - 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
