using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Weft.Stress.Running;

namespace Weft.Stress.Soaking;

/// <summary>
/// An engine and its callers, and a trainer that saves, on the same workers for a long time, after half a minute for warming up: every text is
/// right, and memory, threads and open files do not grow from the second quarter to the last. How the time of a text changes is reported.
/// </summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of it.</param>
internal sealed class SoakRun(StressOptions options, StressReport report)
{
    private const int Hour = 3600;
    private const int Samples = 240;

    // By then everything is compiled, and the collector's heap as large as it gets.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    // The collector's heap and the C library's keep what they had at their largest; a leak of a kilobyte for each text passes this in a minute.
    private const double MostGrowth = 1.1;
    private const double SpareMegabytes = 16;

    // Of the system's pool.
    private const int SpareThreads = 2;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-soak");

        try
        {
            TimeSpan time = TimeSpan.FromSeconds(options.Seconds == 0 ? Hour : options.Seconds);
            using SoakLoad load = new(options.Seed, folder.FullName);
            List<SoakSample> samples = Take(load, time);
            string? problem = load.Stop();
            report.Measure("texts", load.Texts);
            report.Measure("training_steps", load.Steps);
            report.Add(options.Seed, Outcome.Of(problem ?? this.Judge(samples)));

            return report.Finish();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<SoakSample> Take(SoakLoad load, TimeSpan time)
    {
        List<SoakSample> samples = [];
        load.Start();
        _ = load.WaitForFailure(WarmUp);
        long start = Stopwatch.GetTimestamp();

        while (Stopwatch.GetElapsedTime(start) < time && !load.WaitForFailure(time / Samples))
        {
            samples.Add(SoakSample.Take(load.TakeTimes()));
        }

        return samples;
    }

    private string? Judge(List<SoakSample> samples)
    {
        int quarter = samples.Count / 4;
        SoakSample[] early = [.. samples[quarter..(2 * quarter)]];
        SoakSample[] late = [.. samples[^quarter..]];

        return this.Compare("megabytes", early, late, static sample => sample.Megabytes, static value => (value * MostGrowth) + SpareMegabytes)
            ?? this.Compare("arena_megabytes", early, late, static sample => sample.ArenaMegabytes, static value => value)
            ?? this.Compare("open_files", early, late, static sample => sample.Handles, static value => value)
            ?? this.Compare("threads", early, late, static sample => sample.Threads, static value => value + SpareThreads)
            ?? this.Compare("milliseconds_of_a_text", early, late, static sample => sample.Milliseconds, static _ => double.PositiveInfinity);
    }

    private string? Compare(
        string name, SoakSample[] early, SoakSample[] late, Func<SoakSample, double> quantity, Func<double, double> limit)
    {
        (double before, double after) = (Median(early.Select(quantity)), Median(late.Select(quantity)));
        report.Measure(name, before);
        report.Measure($"{name}_late", after);

        return after <= limit(before) ? null : $"{name} grew from {before:0.##} to {after:0.##}";
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Where(static value => !double.IsNaN(value)).Order()];

        return ordered.Length == 0 ? 0 : ordered[ordered.Length / 2];
    }
}
