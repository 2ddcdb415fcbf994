using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Weft.Benchmarks.Curves;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Reporting;
using Weft.Benchmarks.Suite;
using Weft.Tool;

namespace Weft.Benchmarks;

/// <summary>The program without its console: options in, exit code out, every failure one sentence.</summary>
internal sealed class Application(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>All was measured.</summary>
    public const int Success = 0;

    /// <summary>A benchmark could not be measured, or a file not be written.</summary>
    public const int Failure = 1;

    /// <summary>The command line asks for something impossible.</summary>
    public const int Misuse = 2;

    /// <summary>Stopped by the user: 128 plus the number of SIGINT, as shells have it.</summary>
    public const int Stopped = 130;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] arguments)
    {
        try
        {
            return this.Run(CommandLine.Parse(arguments));
        }
        catch (UsageException exception)
        {
            error.WriteLine($"benchmarks: {exception.Message} (--help explains the options)");

            return Misuse;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);

            return Failure;
        }
    }

    private int Run(Settings settings)
    {
        IReadOnlyList<Benchmark> benchmarks = BenchmarkSuite.Select(settings.Names);

        if (settings.Help || settings.List)
        {
            output.Write(settings.Help ? CommandLine.Help : ListOf(settings.Names.Count == 0 ? BenchmarkSuite.All : benchmarks));

            return Success;
        }

        int result = settings.Curves is string folder ? this.Draw(settings, folder) : Success;

        return result == Stopped || (settings.Curves is not null && settings.Names.Count == 0) ? result : Math.Max(result, this.Report(settings, benchmarks));
    }

    private int Report(Settings settings, IReadOnlyList<Benchmark> benchmarks)
    {
        List<Measurement> measurements = [];

        // Before minutes of measuring: a file that cannot be written is better known now.
        if (settings.Json is string file)
        {
            JsonReport.CheckWritable(file);
        }

        int result = this.Measure(settings, benchmarks, measurements);
        TableReport.Write(output, measurements);

        if (settings.Json is string path)
        {
            JsonReport.Write(path, measurements);
        }

        return result;
    }

    private int Draw(Settings settings, string folder)
    {
        // Before minutes of measuring.
        _ = Directory.CreateDirectory(folder);

        try
        {
            foreach (Curve curve in new CurveSuite(SettingsOf(settings), Math.Max(1, settings.Threads), cancellation).Run(error.WriteLine))
            {
                CurveFiles.Write(folder, curve);
                output.WriteLine(Path.Combine(folder, $"{curve.Name}.svg"));
            }
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Stopped.");

            return Stopped;
        }

        return Success;
    }

    private static ContestSettings SettingsOf(Settings settings) => new() { Repetitions = settings.Repetitions, Patience = TimeSpan.FromSeconds(settings.Patience) };

    private static string ListOf(IReadOnlyList<Benchmark> benchmarks)
    {
        StringWriter text = new();

        foreach (Benchmark benchmark in benchmarks)
        {
            text.WriteLine($"{benchmark.Name,-16}{benchmark.Summary}");
        }

        return text.ToString();
    }

    // What was measured before something went wrong is reported all the same.
    private int Measure(Settings settings, IReadOnlyList<Benchmark> benchmarks, List<Measurement> measurements)
    {
        int result = Success;

        foreach (Benchmark benchmark in benchmarks)
        {
            foreach (int threads in benchmark.UsesThreads ? settings.ThreadCounts : [1])
            {
                try
                {
                    this.Measure(settings, benchmark, threads, measurements);
                }
                catch (BenchmarkException exception)
                {
                    error.WriteLine(exception.Message);
                    result = Failure;
                }
                catch (OperationCanceledException)
                {
                    error.WriteLine("Stopped.");

                    return Stopped;
                }
            }
        }

        return result;
    }

    private void Measure(Settings settings, Benchmark benchmark, int threads, List<Measurement> measurements)
    {
        error.Write($"{benchmark.Name}, {threads} {(threads == 1 ? "thread" : "threads")} ... ");
        using BenchmarkContext context = new(threads, SettingsOf(settings), cancellation);
        long start = Stopwatch.GetTimestamp();

        try
        {
            measurements.AddRange(benchmark.Run(context));
        }
        finally
        {
            error.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s{(context.Discarded == 0 ? "" : $", {context.Discarded} repetitions taken again: the machine was busy")}");
        }
    }
}
