using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>How a model is trained; its shapes are in models/.</summary>
internal sealed record Recipe
{
    /// <summary>
    /// nanoGPT's published CPU configuration for Tiny Shakespeare, with PyTorch's weight decay; models/shakespeare.yaml has its shapes. It
    /// reaches a validation loss of 1.88 there.
    /// </summary>
    public static readonly Recipe NanoGpt = new()
    {
        Shape = Shakespeare.Shape,
        Sizes = $"{Shakespeare.Layers} layers, {Shakespeare.Heads} heads, d_model {Shakespeare.ModelSize}",
        Checkpoint = "shakespeare.safetensors",
        Optimizer = new AdamW
        {
            LearningRate = Schedule(1e-3),
            Beta2 = 0.99,
            WeightDecay = 0.01,
        },
    };

    /// <summary>
    /// For models/shakespeare-fast.yaml, with as much text in as many steps: four times the learning rate and ten times the weight decay,
    /// which nanoGPT's shapes learn more with as well. It reaches a validation loss of 1.73.
    /// </summary>
    public static readonly Recipe Fast = new()
    {
        Shape = FastShakespeare.Shape,
        Sizes = $"{FastShakespeare.Layers} layers, {FastShakespeare.Heads} heads, d_model {FastShakespeare.ModelSize}",
        Checkpoint = "shakespeare-fast.safetensors",
        Optimizer = new AdamW
        {
            LearningRate = LearningRate.Cosine(4e-3, warmupSteps: 100, totalSteps: Steps, floor: 4e-4),
            Beta2 = 0.99,
            WeightDecay = 0.1,
        },
    };

    /// <summary>The steps of a whole run, and the one from which the learning rate stays at its floor.</summary>
    public const int Steps = 2000;

    /// <summary>Steps between two evaluations of a run that is reported, as nanoGPT has them.</summary>
    public const int EvaluationSteps = 250;

    /// <summary>The model.</summary>
    public required ModelDescription Shape { get; init; }

    /// <summary>The sizes that a reader knows a model by.</summary>
    public required string Sizes { get; init; }

    /// <summary>The checkpoint's name where the user gives none.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The optimizer; every parameter decays, none is clipped.</summary>
    public required AdamW Optimizer { get; init; }

    /// <summary>Muon with the same schedule and decay, to compare.</summary>
    public Muon Muon => new()
    {
        LearningRate = this.Optimizer.LearningRate,
        Beta2 = this.Optimizer.Beta2,
        WeightDecay = this.Optimizer.WeightDecay,
    };

    /// <summary>What the command line calls the ways to keep AdamW's moments.</summary>
    public static IReadOnlyDictionary<string, MomentStorage> Storages { get; } = new Dictionary<string, MomentStorage>
    {
        ["float32"] = MomentStorage.Float32,
        ["bfloat16"] = MomentStorage.BFloat16,
        ["float8"] = MomentStorage.Float8,
    };

    /// <summary>What the command line calls them.</summary>
    public IReadOnlyDictionary<string, Optimizer> Optimizers =>
        new Dictionary<string, Optimizer> { ["adamw"] = this.Optimizer, ["muon"] = this.Muon };

    /// <summary>The optimizer that settings ask for.</summary>
    public Optimizer OptimizerOf(Settings settings)
    {
        Optimizer optimizer = this.Optimizers[settings.Optimizer];
        optimizer = settings.Rate is float rate ? optimizer with { LearningRate = Schedule(rate) } : optimizer;

        return optimizer is AdamW adamW ? adamW with { MomentStorage = Storages[settings.Moments] } : optimizer;
    }

    /// <summary>The rates of a whole run, from a highest one down to a tenth of it.</summary>
    public static LearningRate Schedule(double rate) =>
        LearningRate.Cosine(rate, warmupSteps: 100, totalSteps: Steps, floor: rate / 10, warmupFromZero: false);

    /// <summary>Windows of a training step.</summary>
    public int Windows => this.Shape.TrainingSequences;

    /// <summary>Characters of a window.</summary>
    public int WindowLength => this.Shape.TrainingLength;

    /// <summary>Where training draws its windows.</summary>
    public RandomWindows DrawWindows(Plays plays, ulong seed) => new(plays.Training, this.WindowLength, this.Windows, seed);

    /// <summary>What is evaluated: every whole window of the held-out text, none overlapping.</summary>
    public ConsecutiveWindows HeldOutWindows(Plays plays) => new(plays.Validation, this.WindowLength, this.Windows, includeRest: false);
}
