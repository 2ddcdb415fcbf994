using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Suite;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Curves;

/// <summary>Measures what a training step costs against the length of sequences, layers, d_model, the batch and threads.</summary>
internal sealed class CurveSuite(ContestSettings settings, int threads, CancellationToken cancellation)
{
    private const double Mebibyte = 1 << 20;

    private static readonly Sweep[] Sweeps =
    [
        new("length", [32, 64, 128, 256, 512, 1024, 2048], static (model, value) => model with { Length = value }, null, Linear("T")),
        new("layers", [1, 2, 4, 8, 16, 32], static (model, value) => model with { Layers = value }, null, Linear("layers")),
        new("d_model", [64, 128, 192, 256, 384, 512], static (model, value) => model with { ModelSize = value }, null, new Growth("a d + b d²", static d => d, static d => d * d)),
        new("batch", [1, 2, 4, 8, 16, 32], static (model, value) => model with { Batch = value }, null, Linear("batch")),
        new("threads", CountThreads(), static (model, value) => model with { Threads = value, Batch = 16 }, new Growth("a / threads", static count => 1 / count), Linear("threads")),
    ];

    /// <summary>Measures the curves, two for each variable.</summary>
    /// <param name="report">Is told of every point.</param>
    public IEnumerable<Curve> Run(Action<string> report) => Sweeps.SelectMany(sweep => this.Run(sweep, report));

    private static Growth Linear(string variable) => new($"a + b {variable}", static _ => 1, static x => x);

    // Powers of two, and all there are.
    private static int[] CountThreads()
    {
        List<int> counts = [];

        for (int count = 1; count < Environment.ProcessorCount; count *= 2)
        {
            counts.Add(count);
        }

        return [.. counts, Environment.ProcessorCount];
    }

    private Curve[] Run(Sweep sweep, Action<string> report)
    {
        SweptModel start = new() { Threads = threads };
        List<CurvePoint> times = [];
        List<CurvePoint> memory = [];
        Dictionary<double, double> operations = [];

        foreach (int value in sweep.Values)
        {
            report($"{sweep.Variable} {value}");
            (Series milliseconds, double bytes, double counted) = this.Measure(sweep.With(start, value));
            times.Add(new CurvePoint(value, milliseconds.Median, milliseconds.Least, milliseconds.Most));
            memory.Add(new CurvePoint(value, bytes / Mebibyte, bytes / Mebibyte, bytes / Mebibyte));
            operations.Add(value, counted);
        }

        Growth time = sweep.Time ?? new Growth("a x operations", x => operations[x]);

        return
        [
            new Curve($"time-{sweep.Variable}", $"A training step against {sweep.Variable}", sweep.Variable, "ms", time, times),
            new Curve($"memory-{sweep.Variable}", $"Memory in training against {sweep.Variable}", sweep.Variable, "MB", sweep.Memory, memory),
        ];
    }

    private (Series Milliseconds, double Bytes, double Operations) Measure(SweptModel swept)
    {
        ModelSpecification specification = BenchmarkModel.Parse("swept.yaml", swept.Specification);
        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        using BenchmarkContext context = new(swept.Threads, settings, cancellation);
        using TrainingContender contender = new(generated, context.Workers);
        ContestResult result = context.Compete([contender], context.Peak);

        return (result.Seconds[contender].Select(static seconds => 1e3 * seconds), contender.Bytes, generated.Shape.CountTrainingOperations(generated.Shape.TrainingTokens, swept.Length));
    }
}
