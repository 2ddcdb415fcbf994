using System;
using System.Linq;

namespace Weft.Stress.Samplers;

/// <summary>Pearson's test of how often each of several things was drawn.</summary>
internal static class ChiSquare
{
    // Classes of which fewer are expected are taken together, as is usual.
    private const double LeastExpected = 5;

    /// <summary>
    /// How many standard deviations the statistic is above its mean, after Wilson and Hilferty's transformation to a normal distribution;
    /// infinite where something was drawn that has no probability.
    /// </summary>
    public static double Deviation(int[] counts, double[] probabilities)
    {
        double draws = counts.Sum();

        if (counts.Where((count, i) => count > 0 && probabilities[i] == 0).Any())
        {
            return double.PositiveInfinity;
        }

        (double Count, double Expected)[] classes = [.. counts.Select((count, i) => ((double)count, draws * probabilities[i]))];
        (double Count, double Expected)[] large = [.. classes.Where(static item => item.Expected >= LeastExpected)];
        (double Count, double Expected) rest = (draws - large.Sum(static item => item.Count), draws - large.Sum(static item => item.Expected));
        (double Count, double Expected)[] tested = rest.Expected >= LeastExpected ? [.. large, rest] : large;
        int freedom = tested.Length - 1;

        if (freedom < 1)
        {
            return 0;
        }

        double statistic = tested.Sum(static item => (item.Count - item.Expected) * (item.Count - item.Expected) / item.Expected);
        double spread = 2.0 / (9 * freedom);

        return (Math.Cbrt(statistic / freedom) - (1 - spread)) / Math.Sqrt(spread);
    }
}
