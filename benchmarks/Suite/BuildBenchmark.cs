using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Building;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Suite;

/// <summary>
/// What building costs: the compiler's time after a change of one line, in projects of no to ten models, with a warm compiler server and
/// without one; and the time of a build of the whole repository.
/// </summary>
internal sealed class BuildBenchmark : Benchmark
{
    /// <summary>Builds that a new server has done before any counts: by then its code is optimized.</summary>
    private const int ServerWarmUps = 40;

    /// <summary>Builds of each project that do not count with a server.</summary>
    private const int ProjectWarmUps = 3;

    /// <summary>Builds that count where each takes long: without a server, and of the repository.</summary>
    private const int LongRepetitions = 3;

    public BuildBenchmark()
        : base("build", "compiling projects of 0 to 10 models, with a compiler server and without; only where it is named")
    {
    }

    /// <inheritdoc/>
    public override bool UsesThreads => false;

    /// <inheritdoc/>
    public override bool IsOnDemand => true;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        using TemporaryFolder folder = new();
        DotnetCommand dotnet = new(Repository.Root, context.Cancellation);
        ConsumerBuild first = new(ConsumerProjects.First, Path.Combine(folder.Path, "warm-up"), Repository.Root, dotnet);
        using CompilerServer server = new(Repository.Root, first.File);
        _ = first.Measure(server.Arguments, buildsReferences: true);
        _ = Repeat(ServerWarmUps, () => first.Measure(server.Arguments));

        foreach ((int number, ConsumerProject project) in ConsumerProjects.All.Index())
        {
            ConsumerBuild build = new(project, Path.Combine(folder.Path, $"project{number}"), Repository.Root, dotnet);
            _ = Repeat(ProjectWarmUps, () => build.Measure(server.Arguments));

            yield return this.Row($"Csc, {project.Name}, warm server", Repeat(context.Repetitions, () => build.Measure(server.Arguments)));
            yield return this.Row($"Csc, {project.Name}, no server", RepeatLong(context, () => build.Measure(CompilerServer.None)));
        }

        string copy = Path.Combine(folder.Path, "repository");

        yield return this.Row("the whole repository, warm server", MeasureRepository(context, copy, server));
    }

    private static Series MeasureRepository(BenchmarkContext context, string copy, CompilerServer server)
    {
        RepositoryCopy.Write(Repository.Root, copy);
        DotnetCommand dotnet = new(copy, context.Cancellation);
        string[] build = ["build", "-c", "Release", "--no-restore", "--no-incremental", "-nologo", "-verbosity:quiet", .. server.Arguments];
        _ = dotnet.Run("restore");
        _ = dotnet.Run(build);

        return RepeatLong(context, () =>
        {
            long start = Stopwatch.GetTimestamp();
            _ = dotnet.Run(build);

            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });
    }

    private static Series RepeatLong(BenchmarkContext context, Func<double> measure) =>
        Repeat(Math.Min(LongRepetitions, context.Repetitions), measure);

    private static Series Repeat(int repetitions, Func<double> measure)
    {
        Series values = new();

        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            values.Add(measure());
        }

        return values;
    }

    private Measurement Row(string metric, Series milliseconds) => new()
    {
        Benchmark = this.Name,
        Threads = 1,
        Metric = metric,
        Unit = "ms",
        Value = milliseconds.Median,
        Min = milliseconds.Least,
        Max = milliseconds.Most,
    };
}
