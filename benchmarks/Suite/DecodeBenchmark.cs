using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>A text from its first token on, greedily, one token after another; and the same number of tokens as a prompt.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a decoder.</param>
/// <param name="count">Tokens of the text: positions 0 to count - 1.</param>
/// <param name="isStreamed">Whether the weights come from memory, whose bandwidth is the limit; else they stay in caches, and arithmetic is.</param>
/// <param name="weights">How they are stored.</param>
internal sealed class DecodeBenchmark(
    string name, string summary, string file, int count, bool isStreamed, WeightFormat weights = WeightFormat.Float32) : Benchmark(name, summary)
{
    private readonly ModelSpecification _specification = Specialize(BenchmarkModel.Read(file), weights);
    private GeneratedModel? _generated;

    /// <inheritdoc/>
    public override bool IsOnDemand => weights != WeightFormat.Float32;

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

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft], result,
                isStreamed
                    ? Quantity.Traffic(sizeof(float) * (double)count * this.CountFloats(), "weights read")
                    : Quantity.Arithmetic(2.0 * count * _generated.Shape.ParameterCount),
                new Quantity("text", "tokens/s", count)),
            .. Measurements.Of(this.Name, context.Threads, [reader], reading, new Quantity("prompt", "tokens/s", count)),
        ];
    }

    private static ModelSpecification Specialize(ModelSpecification specification, WeightFormat weights) =>
        specification with { Training = null, Inference = specification.Inference with { Weights = weights } };

    // What a session stores of weights, but for tables of embeddings, of which a token reads a row. One that is stored as weights are is tied
    // in all of these models: the products read it whole.
    private long CountFloats()
    {
        ModelPlan plan = InferencePlan.Create(_specification).Model;
        long tables = plan.Graph.Blocks.SelectMany(static block => block.Parameters)
            .Where(parameter => parameter.Kind == ParameterKind.Table && !plan.Parameters.Stores(parameter)).Sum(static parameter => parameter.Floats);

        return plan.Parameters.Floats + plan.Parameters.CopyFloats - tables;
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
