using System.Collections.Generic;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>Training steps of adapters beside a frozen model, and of the whole model as the peer: their time and their memory.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a GPT.</param>
internal sealed class FineTuningBenchmark(string name, string summary, string file) : Benchmark(name, summary)
{
    // Of Hu et al. 2021: rank 8 on queries and values.
    private static readonly AdapterShape Adapters = new(Rank: 8, Alpha: 16, Projections.Query | Projections.Value);

    private readonly ModelSpecification _whole = BenchmarkModel.Read(file);

    /// <inheritdoc/>
    public override bool IsOnDemand => true;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        ModelSpecification adapted = _whole with { Model = $"Adapted{_whole.Model}", Adapters = Adapters };
        GeneratedModel beside = BenchmarkModel.Compile(adapted);
        GeneratedModel whole = BenchmarkModel.Compile(_whole);
        using TrainingContender weft = new(beside, context.Workers);
        using TrainingContender peer = new(whole, context.Workers, "full training");
        ContestResult result = context.Compete([weft, peer], probe: null);
        IReadOnlyList<Measurement> times = [.. Measurements.Of(this.Name, context.Threads, [weft, peer], result, Quantity.Milliseconds("step"))];

        return [.. times, Memory(times[0], weft, peer)];
    }

    private static Measurement Memory(Measurement time, TrainingContender weft, TrainingContender peer) => time with
    {
        Metric = "memory",
        Unit = "MB",
        Value = weft.Bytes * 1e-6,
        Min = weft.Bytes * 1e-6,
        Max = weft.Bytes * 1e-6,
        PeerValue = peer.Bytes * 1e-6,
        RatioToPeer = peer.Bytes / weft.Bytes,
    };
}
