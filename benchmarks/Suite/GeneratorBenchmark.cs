using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;

namespace Weft.Benchmarks.Suite;

/// <summary>What a build spends on a model of more and more layers: generating, doing nothing when nothing has changed, compiling; and how much it generates.</summary>
internal sealed class GeneratorBenchmark : Benchmark
{
    // Layers are calls of the same kernels: the text must hardly grow with them.
    private const double AllowedGrowth = 1.5;
    private static readonly int[] LayerCounts = [2, 6, 12, 24, 48];

    public GeneratorBenchmark()
        : base("generator", "generating, generating again and compiling a model of 2 to 48 layers")
    {
    }

    /// <inheritdoc/>
    public override bool UsesThreads => false;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        double fewest = new GeneratorDriverRun(SpecOf(LayerCounts[0])).Bytes;

        return LayerCounts.SelectMany(layers => this.Measure(context, layers, AllowedGrowth * fewest));
    }

    private static string SpecOf(int layers) =>
        $$"""
        model: Deep
        architecture: decoder
        vocabulary: 512
        max_length: 256
        d_model: 384
        layers: {{layers}}
        heads: 6
        activation: gelu
        norm_placement: pre
        positional_encoding: learned
        training: { batch: 8, length: 256 }
        """;

    private List<Measurement> Measure(BenchmarkContext context, int layers, double allowedBytes)
    {
        GeneratorDriverRun run = new(SpecOf(layers));

        return
        [
            this.Time(context, $"generate, {layers} layers", new InProcessContender("Weft", () => _ = new GeneratorDriverRun(SpecOf(layers)))),
            this.Time(context, $"generate again, nothing changed, {layers} layers", new InProcessContender("Weft", run.RunAgain)),
            this.Time(context, $"compile what is generated, {layers} layers", new InProcessContender("Weft", () => _ = ModelLibrary.Compile(run.Sources))),
            this.CountBytes(run.Bytes, layers, allowedBytes),
        ];
    }

    private Measurement Time(BenchmarkContext context, string metric, Contender weft)
    {
        ContestResult result = context.Compete([weft], probe: null);

        return Measurements.Of(this.Name, threads: 1, [weft], result, Quantity.Milliseconds(metric)).Single();
    }

    private Measurement CountBytes(double bytes, int layers, double allowed) => new()
    {
        Benchmark = this.Name,
        Threads = 1,
        Metric = $"generated, {layers} layers",
        Unit = "KB",
        Value = bytes / 1024,
        Min = bytes / 1024,
        Max = bytes / 1024,
        Limit = allowed / 1024,
        FractionOfLimit = bytes / allowed,
    };
}
