using Weft.Benchmarks.Measuring;
using Weft.Conformance.Compilation;

namespace Weft.Benchmarks.Suite;

/// <summary>Weft training a model on random windows; the work is one step.</summary>
internal sealed class TrainingContender : Contender
{
    private const ulong Seed = 1337;

    // Batches of text to draw windows from.
    private const int Batches = 64;
    private readonly TransformerModel _model;
    private readonly Trainer _trainer;
    private readonly InProcessContender _steps;

    /// <param name="generated">A decoder with a training section.</param>
    /// <param name="workers">Who trains it.</param>
    /// <param name="name">What reports call it.</param>
    public TrainingContender(GeneratedModel generated, Workers workers, string name = "Weft")
        : base(name)
    {
        ModelDescription shape = generated.Shape;
        _model = generated.Initialize(Seed);
        _trainer = generated.CreateTrainer(_model, new AdamW { LearningRate = 1e-3 }, new TrainerOptions { Workers = workers });
        int[] tokens = RandomTokens.Draw(Batches * shape.TrainingTokens, shape.TargetVocabulary);
        RandomWindows batches = new(tokens, shape.TrainingLength, shape.TrainingTokens / shape.TrainingLength, Seed);
        _steps = new InProcessContender("Weft", () => TakeStep(_trainer, batches), _model, _trainer);
    }

    /// <summary>Bytes of parameters, gradients, activations and AdamW's two moments.</summary>
    public double Bytes => _trainer.Session.ArenaBytes + (sizeof(float) * (_model.Parameters.Length + (2.0 * _trainer.Session.Gradients.Length)));

    /// <inheritdoc/>
    public override double Measure(int iterations) => _steps.Measure(iterations);

    /// <inheritdoc/>
    public override void Dispose() => _steps.Dispose();

    private static void TakeStep(Trainer trainer, RandomWindows batches)
    {
        foreach (TrainingStep step in trainer.Run(batches, trainer.Step + 1))
        {
            _ = step;
        }
    }
}
