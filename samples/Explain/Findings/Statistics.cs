using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>Means and what is made of them.</summary>
internal static class Statistics
{
    /// <summary>The mean of squared differences from the mean.</summary>
    public static double Variance(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();

        return values.Average(value => (value - mean) * (value - mean));
    }

    /// <summary>Pearson's correlation of pairs: 1 where they rise together along a line, 0 where one says nothing of the other.</summary>
    public static double Correlate(IEnumerable<(double X, double Y)> pairs)
    {
        (double X, double Y)[] all = [.. pairs];
        double meanX = all.Average(static pair => pair.X);
        double meanY = all.Average(static pair => pair.Y);
        double products = all.Average(pair => (pair.X - meanX) * (pair.Y - meanY));

        return products / Math.Sqrt(Variance([.. all.Select(static pair => pair.X)]) * Variance([.. all.Select(static pair => pair.Y)]));
    }

    /// <summary>The entropy of a distribution in nats: 0 where one has everything, log n where n share it equally.</summary>
    public static double Entropy(IEnumerable<double> weights) => -weights.Where(static weight => weight > 0).Sum(static weight => weight * Math.Log(weight));

    /// <summary>A time, rounded: the third digit is another one at every run.</summary>
    public static double TwoDigits(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);

        return Math.Round(value / unit) * unit;
    }

    /// <summary>A number from the normal distribution of mean 0 and variance 1 (Box and Muller, 1958).</summary>
    public static double NextNormal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
