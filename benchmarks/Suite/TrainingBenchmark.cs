using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>Whole training steps with AdamW: batch, forward, backward, update.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a GPT.</param>
internal sealed class TrainingBenchmark(string name, string summary, string file) : Benchmark(name, summary)
{
    private const ulong Seed = 1337;
    private readonly ModelSpecification _specification = BenchmarkModel.Read(file);
    private GeneratedModel? _generated;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _generated ??= BenchmarkModel.Compile(_specification);
        TrainingCapacity training = _specification.Training!;
        using Contender weft = this.CreateWeft(_generated, context.Workers);
        using Contender torch = TorchTraining.Start(_specification, context.Threads, _generated.Shape.ParameterCount);
        Contender[] contenders = [weft, torch, TorchSharp.Absent];
        ContestResult result = context.Compete(contenders, context.Peak);

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, contenders, result,
                Quantity.Arithmetic(_generated.Shape.CountTrainingOperations(training.Tokens, training.Length)),
                Quantity.Milliseconds("step")),
        ];
    }

    private InProcessContender CreateWeft(GeneratedModel generated, Workers workers)
    {
        TrainingCapacity training = _specification.Training!;
        TransformerModel model = generated.Initialize(Seed);
        Trainer trainer = generated.CreateTrainer(model, new AdamW { LearningRate = 1e-3 }, new TrainerOptions { Workers = workers });
        RandomWindows batches = new(RandomTokens.Draw(64 * training.Tokens, _specification.TargetVocabulary), training.Length, training.Sequences, Seed);

        return new InProcessContender("Weft", () => TakeStep(trainer, batches), model, trainer);
    }

    private static void TakeStep(Trainer trainer, RandomWindows batches)
    {
        foreach (TrainingStep step in trainer.Run(batches, trainer.Step + 1))
        {
            _ = step;
        }
    }
}
