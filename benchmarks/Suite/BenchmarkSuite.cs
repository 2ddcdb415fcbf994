using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Tool;

namespace Weft.Benchmarks.Suite;

/// <summary>Every benchmark, in the order in which they run.</summary>
internal static class BenchmarkSuite
{
    /// <summary>The benchmarks.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new TrainingBenchmark("train-nano", "steps of the Shakespeare configuration", "shakespeare.yaml"),
        new TrainingBenchmark("train-small", "steps of a GPT of 11 million parameters, 8 x 256 tokens", "small.yaml"),
        new FineTuningBenchmark("finetune-gpt2", "steps of adapters on GPT-2 small, 124 million parameters, beside full training", "gpt2.yaml"),
        new ClassificationBenchmark(),
        new ForwardBenchmark("forward-nano", "logits of 64 tokens, the Shakespeare configuration", "shakespeare.yaml"),
        new ForwardBenchmark("forward-small", "logits of 256 tokens, a GPT of 11 million parameters", "small.yaml"),
        new DecodeBenchmark("decode-nano", "64 tokens, greedily, the Shakespeare configuration", "shakespeare.yaml", count: 64, isStreamed: false),
        new DecodeBenchmark("decode-stories", "256 tokens, greedily, the shape of stories260K", "stories.yaml", count: 256, isStreamed: false),
        new DecodeBenchmark("decode-15m", "256 tokens, greedily, the shape of stories15M", "fifteen-million.yaml", count: 256, isStreamed: true),
        new DecodeBenchmark(
            "decode-int8", "256 tokens, greedily, the shape of stories110M in 8 bits", "hundred-ten-million.yaml", count: 256, isStreamed: true, WeightFormat.Int8),
        new DecodeBenchmark(
            "decode-int4", "256 tokens, greedily, the shape of stories110M in 4 bits", "hundred-ten-million.yaml", count: 256, isStreamed: true, WeightFormat.Int4),
        new TranslationBenchmark("translate", "32 tokens from 32, greedily, the base model of the Transformer's paper", "paper-base.yaml"),
        new EncodingBenchmark(),
        new AttentionBenchmark(),
        new ProjectionBenchmark(),
        new RowBenchmark(
            "norm", "layer and root mean square norms of 1 to 16,384 rows, forward and backward",
            new LayerNormOperation(), new RmsNormOperation(), new NormGradientOperation(isCentered: true), new NormGradientOperation(isCentered: false)),
        new RowBenchmark("softmax", "the softmax of 1 to 16,384 rows", new SoftmaxOperation()),
        new TokenizerBenchmark(),
        new GeneratorBenchmark(),
        new StartupBenchmark(),
        new BuildBenchmark(),
    ];

    /// <summary>The benchmarks of some names; for none, all that do not ask to be named.</summary>
    /// <exception cref="UsageException">There is no benchmark of a name.</exception>
    public static IReadOnlyList<Benchmark> Select(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (All.All(benchmark => benchmark.Name != name))
            {
                throw new UsageException($"there is no benchmark '{name}'; there are {string.Join(", ", All.Select(static benchmark => benchmark.Name))}.");
            }
        }

        return [.. All.Where(benchmark => names.Count == 0 ? !benchmark.IsOnDemand : names.Contains(benchmark.Name))];
    }
}
