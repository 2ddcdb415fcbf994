using System;
using System.Collections.Generic;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers.Onnx;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>The logits of one whole sequence of the longest length, without a loss.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a GPT.</param>
internal sealed class ForwardBenchmark(string name, string summary, string file) : Benchmark(name, summary)
{
    private readonly ModelSpecification _specification = OfOneSequence(BenchmarkModel.Read(file));
    private GeneratedModel? _generated;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _generated ??= BenchmarkModel.Compile(_specification);
        int length = _specification.MaxLength;
        int[] tokens = RandomTokens.Draw(length, _specification.TargetVocabulary);
        float[] logits = new float[length * _specification.Outputs];
        using TransformerModel model = _generated.Initialize(seed: 1337);
        using Contender weft = CreateWeft(_generated.StartTraining(model, context.Workers), model, tokens, logits);
        using Ways runtime = new(OnnxRuntimePeer.CreateGpt(model, _specification, tokens, context.Threads));
        this.CheckSameModel(weft, logits, runtime.Contenders[0]);
        ContestResult result = context.Compete([weft, .. runtime.Contenders], context.Peak);

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft, result.BestOf(runtime.Contenders)], result,
                Quantity.Arithmetic(_generated.Shape.CountTrainingOperations(length, length) / 3),
                Quantity.Milliseconds("sequence")),
        ];
    }

    private static ModelSpecification OfOneSequence(ModelSpecification specification) => specification.WithTraining(1, specification.MaxLength);

    private static InProcessContender CreateWeft(TrainingSession session, TransformerModel model, int[] tokens, float[] logits)
    {
        Batch batch = new(model.Description);
        batch.Add(tokens, tokens);

        return new InProcessContender("Weft", () => session.ComputeLogits(batch, logits), session);
    }

    // Two programs that compute something else are no peers.
    private void CheckSameModel(Contender weft, float[] logits, Contender peer)
    {
        if (peer is not OnnxRuntimeContender runtime)
        {
            return;
        }

        _ = weft.Measure(1);
        _ = runtime.Measure(1);
        float largest = 0;
        float difference = 0;

        for (int i = 0; i < logits.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(logits[i]));
            difference = Math.Max(difference, Math.Abs(logits[i] - runtime.Output[i]));
        }

        if (!(difference <= 1e-3f * largest))
        {
            throw new BenchmarkException($"{this.Name}: the logits of Weft and of {peer.Name} differ by {difference:G3} where the largest is {largest:G3}: they are not the same model.");
        }
    }
}
