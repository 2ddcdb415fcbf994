using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>Sentences through an encoder and, greedily, through a decoder: one at a time, and several side by side.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, an encoder-decoder.</param>
internal sealed class TranslationBenchmark(string name, string summary, string file) : Benchmark(name, summary)
{
    // A long sentence of a newspaper, in subwords.
    private const int SourceLength = 32;
    private const int TargetLength = 32;
    private const int StartToken = 1;
    private static readonly int[] SideBySide = [1, 16];

    private readonly ModelSpecification _specification = BenchmarkModel.Read(file) with { Training = null };
    private readonly Dictionary<int, GeneratedModel> _generated = [];

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context) => SideBySide.SelectMany(sentences => this.Measure(context, sentences));

    private IEnumerable<Measurement> Measure(BenchmarkContext context, int sentences)
    {
        GeneratedModel generated = this.Compile(sentences);
        using TransformerModel model = generated.Initialize(seed: 1337);
        EncoderDecoderSession session = (EncoderDecoderSession)generated.StartInference(model, context.Workers);
        int[][] sources = [.. Enumerable.Range(0, sentences).Select(_ => RandomTokens.Draw(SourceLength, generated.Shape.SourceVocabulary))];
        using InProcessContender weft = new("Weft", () => session.GenerateAll(sources, StartToken, Sampling.Greedy, TargetLength), session);
        ContestResult result = context.Compete([weft], context.Peak);
        string side = sentences == 1 ? "one sentence" : $"{sentences} sentences side by side";
        long tokens = (long)sentences * TargetLength;

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft], result,
                Quantity.Arithmetic(this.CountOperations(generated.Shape, sentences), $"arithmetic, {side}"),
                new Quantity($"translation, {side}", "tokens/s", tokens)),
        ];
    }

    // Two for each parameter and each row that meets it. Cross-attention's keys and values meet the source's rows, once a sentence; tables
    // are looked up, and the output's is multiplied by.
    private double CountOperations(ModelDescription shape, int sentences)
    {
        double perSource = 0;
        double perTarget = (double)shape.Outputs * _specification.ModelSize;

        foreach (ParameterInfo parameter in shape.Parameters.Where(static parameter => parameter.Name.Contains(".layers.", StringComparison.Ordinal)))
        {
            bool isOfSource = parameter.Name.StartsWith("encoder.", StringComparison.Ordinal)
                || parameter.Name.Contains("cross_attention.key", StringComparison.Ordinal) || parameter.Name.Contains("cross_attention.value", StringComparison.Ordinal);
            perSource += isOfSource ? parameter.Count : 0;
            perTarget += isOfSource ? 0 : parameter.Count;
        }

        return 2.0 * sentences * ((perSource * SourceLength) + (perTarget * TargetLength));
    }

    private GeneratedModel Compile(int sentences)
    {
        if (!_generated.TryGetValue(sentences, out GeneratedModel? generated))
        {
            generated = BenchmarkModel.Compile(_specification with { Inference = _specification.Inference with { Sequences = sentences, Beam = 1 } });
            _generated.Add(sentences, generated);
        }

        return generated;
    }
}
