using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>Positions as Vaswani et al. (2017) have them: column 2i is sin(p / 10000^(2i / d)), column 2i + 1 the cosine of the same.</summary>
internal static class Sinusoids
{
    /// <summary>The vector of a position.</summary>
    public static double[] Of(int position, int columns) => [.. Enumerable.Range(0, columns).Select(column =>
    {
        double angle = position / Math.Pow(10_000, (column - (column % 2)) / (double)columns);

        return column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
    })];
}
