using System.Collections.Generic;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>A text from its first token on, greedily, one token after another; and the same number of tokens as a prompt.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a decoder.</param>
/// <param name="count">Tokens of the text: positions 0 to count - 1.</param>
/// <param name="isStreamed">Whether the weights come from memory, whose bandwidth is the limit; else they stay in caches, and arithmetic is.</param>
internal sealed class DecodeBenchmark(string name, string summary, string file, int count, bool isStreamed) : Benchmark(name, summary)
{
    private readonly ModelSpecification _specification = BenchmarkModel.Read(file) with { Training = null };
    private GeneratedModel? _generated;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _generated ??= BenchmarkModel.Compile(_specification);
        using TransformerModel model = _generated.Initialize(seed: 1337);
        DecoderSession session = _generated.StartDecoding(model, context.Workers);
        int[] prompt = RandomTokens.Draw(count, _generated.Shape.TargetVocabulary);
        using Contender weft = new InProcessContender("Weft", () => Write(session, count), session);
        using Contender reader = new InProcessContender("Weft", () => Read(session, prompt));
        ContestResult result = context.Compete([weft], isStreamed ? context.Bandwidth : context.Peak);
        ContestResult reading = context.Compete([reader], context.Peak);
        double weights = (double)count * _generated.Shape.ParameterCount;

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft], result,
                isStreamed ? Quantity.Traffic(sizeof(float) * weights, "weights read") : Quantity.Arithmetic(2 * weights),
                new Quantity("text", "tokens/s", count)),
            .. Measurements.Of(this.Name, context.Threads, [reader], reading, new Quantity("prompt", "tokens/s", count)),
        ];
    }

    private static void Read(DecoderSession session, int[] prompt)
    {
        session.Reset();
        _ = session.Feed(prompt);
    }

    private static void Write(DecoderSession session, int count)
    {
        foreach (int token in session.Generate([1], Sampling.Greedy, count))
        {
            _ = token;
        }
    }
}
