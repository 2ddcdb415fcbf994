using System;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers.Onnx;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class OnnxGptTests
{
    [Fact]
    public void TheWrittenModel_HasWeftsLogits()
    {
        ModelSpecification specification = BenchmarkModel.Parse("tiny.yaml", """
            model: Tiny
            architecture: decoder
            vocabulary: 11
            max_length: 7
            d_model: 8
            layers: 2
            heads: 2
            activation: gelu
            norm_placement: pre
            positional_encoding: learned
            training: { batch: 1, length: 7 }
            """);
        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        int[] tokens = [3, 1, 4, 1, 5, 9, 2];
        float[] logits = new float[tokens.Length * specification.Outputs];
        using TransformerModel model = generated.Initialize(seed: 1);
        using Workers workers = new(1);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = new(model.Description);
        batch.Add(tokens, tokens);

        session.ComputeLogits(batch, logits);
        using Ways ways = new(OnnxRuntimePeer.CreateGpt(model, specification, tokens, threads: 1));
        OnnxRuntimeContender runtime = Assert.IsType<OnnxRuntimeContender>(Assert.Single(ways.Contenders));
        _ = runtime.Measure(1);

        Assert.All(logits.Zip(runtime.Output.ToArray()), static pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-4f, $"{pair.First} and {pair.Second}"));
    }
}
