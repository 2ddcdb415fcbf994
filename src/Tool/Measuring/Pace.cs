using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Weft.Tool.Measuring;

/// <summary>How fast something goes.</summary>
/// <param name="Name">What.</param>
/// <param name="Sequences">Sequences of one go, side by side.</param>
/// <param name="Length">Tokens of each.</param>
/// <param name="OperationsPerToken">Floating-point operations for a token, counted as <c>weft inspect</c> does.</param>
/// <param name="Seconds">What one go took: the median.</param>
internal sealed record Pace(string Name, int Sequences, int Length, long OperationsPerToken, double Seconds)
{
    /// <summary>Tokens in a second; where a model reads two sides, those of one.</summary>
    public double TokensPerSecond => (double)this.Sequences * this.Length / this.Seconds;

    /// <summary>Floating-point operations in a second, in thousands of millions.</summary>
    public double Gigaflops => this.TokensPerSecond * this.OperationsPerToken / 1e9;

    /// <summary>
    /// Does something again and again, first for half the time, in which the JIT and the processor come up to speed, then measured.
    /// </summary>
    /// <returns>The median of the seconds that it took.</returns>
    public static double Measure(Action work, double seconds)
    {
        _ = Repeat(work, seconds / 2);
        List<double> times = Repeat(work, seconds);
        times.Sort();

        return times[times.Count / 2];
    }

    // At least once, however long that takes.
    private static List<double> Repeat(Action work, double seconds)
    {
        List<double> times = [];
        long start = Stopwatch.GetTimestamp();

        do
        {
            long before = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);

        return times;
    }
}
