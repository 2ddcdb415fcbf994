using System;

namespace Weft.Samples;

/// <summary>How a model is trained; its shapes are in models/.</summary>
internal sealed record Recipe
{
    /// <summary>For models/tatoeba.yaml.</summary>
    public static readonly Recipe Tatoeba = new()
    {
        Steps = 1500,
        VocabularySize = Samples.Tatoeba.Shape.TargetVocabulary,
        BatchTokens = Samples.Tatoeba.Shape.TrainingTokens,
        Checkpoint = "tatoeba.safetensors",
        Schedule = static _ => LearningRate.InverseSquareRoot(2e-3, warmupSteps: 300),
    };

    /// <summary>
    /// For models/multi30k.yaml. The published recipe warms up for 2,000 steps to 5e-3, and falls as the inverse root; this one, with half
    /// its batch, falls to a rate of 0. Nothing is clipped. docs/translation.md has the runs.
    /// </summary>
    public static readonly Recipe Multi30k = new()
    {
        Steps = 8000,
        VocabularySize = Samples.Multi30k.Shape.TargetVocabulary,
        BatchTokens = Samples.Multi30k.Shape.TrainingTokens,
        Checkpoint = "multi30k.safetensors",
        Schedule = static steps => LearningRate.Linear(3.5e-3, warmupSteps: steps / 10, steps),
        AverageDecay = 0.999,
    };

    /// <summary>The steps of a whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Subwords of both languages together.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Tokens of a batch at most, on either side.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>The checkpoint's name where the user gives none.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The learning rate of a run of so many steps.</summary>
    public required Func<int, LearningRate> Schedule { get; init; }

    /// <summary>The decay of the parameters' moving average, which epochs are measured and saved with; null for the parameters themselves.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Adam for a run of so many steps: no parameter decays.</summary>
    public AdamW OptimizerFor(int steps) => new() { LearningRate = this.Schedule(steps), Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0 };
}
