using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Stress.Numbers;

/// <summary>What the numbers of a model are like: some of its parameters are multiplied.</summary>
/// <param name="Name">What that leads to.</param>
/// <param name="Factor">What they are multiplied by.</param>
/// <param name="Parts">Parts of the names of these parameters; with ^ in front, their start.</param>
internal sealed record Situation(string Name, float Factor, params IReadOnlyList<string> Parts)
{
    private const float LargestSquared = 1e15f;
    private const float LargestSquaredTwice = 1e7f;

    // All that the first layer reads, and no projection behind it.
    private static readonly string[] Inputs = ["_embedding.", "embedding_norm.", "patch_projection."];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Situation> All { get; } =
    [
        new("numbers of usual size", 1),
        new("equal logits", 0, "^output."),
        new("logits of 1e30", 1e30f, "^output."),
        new("logits of 1e-30", 1e-30f, "^output."),
        new("scores of attention of 1e6", 1e3f, ".query.", ".key."),
        new("scores of attention of 1e-30", 1e-15f, ".query.", ".key."),
        new("large inputs", 1e15f, Inputs),
        new("inputs of 1e-30", 1e-30f, Inputs),
        new("denormal inputs", 1e-39f, Inputs),
        new("denormal weights", 1e-39f, ".weight"),
        new("weights of 1e-30", 1e-30f, ".weight"),
    ];

    /// <summary>The parameters as they are here.</summary>
    /// <param name="parameters">The parameters as they are elsewhere.</param>
    /// <param name="specification">The model: what it squares has to stay a float.</param>
    public Dictionary<string, float[]> Apply(IReadOnlyDictionary<string, float[]> parameters, ModelSpecification specification)
    {
        float factor = MathF.Min(this.Factor, this.LargestOf(specification));

        return parameters.ToDictionary(
            static item => item.Key, item => this.Parts.Any(part => IsIn(part, item.Key)) ? Array.ConvertAll(item.Value, value => value * factor) : item.Value);
    }

    // Gates multiply what they read with itself, and a norm behind them squares that.
    private float LargestOf(ModelSpecification specification) =>
        this.Parts == Inputs && (ActivationChoice.Of(specification.Activation).Gate is not null || specification.Activation == Activation.ReluSquared) ? LargestSquaredTwice
        : specification.Loss == LossFunction.MeanSquaredError ? LargestSquared
        : float.MaxValue;

    // Two factors of one weight would be multiplied with one another.
    private static bool IsIn(string part, string name) =>
        !name.Contains(".lora_", StringComparison.Ordinal) && (part[0] == '^' ? name.StartsWith(part[1..], StringComparison.Ordinal) : name.Contains(part, StringComparison.Ordinal));
}
