using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>
/// nanoGPT's published CPU configuration for Tiny Shakespeare, with PyTorch's weight decay; models/shakespeare.yaml has its shapes. It
/// reaches a validation loss of 1.88 there.
/// </summary>
internal static class Recipe
{
    /// <summary>The steps of a whole run, and the one from which the learning rate stays at its floor.</summary>
    public const int Steps = 2000;

    /// <summary>The optimizer; every parameter decays, none is clipped.</summary>
    public static AdamW Optimizer { get; } = new()
    {
        LearningRate = LearningRate.Cosine(1e-3, warmupSteps: 100, totalSteps: Steps, floor: 1e-4, warmupFromZero: false),
        Beta2 = 0.99,
        WeightDecay = 0.01,
    };

    /// <summary>Muon with the same schedule and decay, to compare.</summary>
    public static Muon Muon { get; } = new()
    {
        LearningRate = Optimizer.LearningRate,
        Beta2 = Optimizer.Beta2,
        WeightDecay = Optimizer.WeightDecay,
    };

    /// <summary>What the command line calls them.</summary>
    public static IReadOnlyDictionary<string, Optimizer> Optimizers { get; } =
        new Dictionary<string, Optimizer> { ["adamw"] = Optimizer, ["muon"] = Muon };

    /// <summary>Windows of a training step.</summary>
    public static int Windows => Shakespeare.Shape.TrainingSequences;

    /// <summary>Characters of a window.</summary>
    public static int WindowLength => Shakespeare.Shape.TrainingLength;

    /// <summary>Where training draws its windows.</summary>
    public static RandomWindows DrawWindows(Plays plays, ulong seed) => new(plays.Training, WindowLength, Windows, seed);

    /// <summary>What is evaluated: every whole window of the held-out text, none overlapping.</summary>
    public static ConsecutiveWindows HeldOutWindows(Plays plays) => new(plays.Validation, WindowLength, Windows, includeRest: false);
}
