using System;
using System.Collections.Immutable;

namespace Weft;

/// <summary>
/// Settings of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) with PyTorch's definition and defaults.
/// </summary>
public sealed record AdamW
{
    /// <summary>The learning rate of each step.</summary>
    public LearningRate LearningRate { get; init; } = 1e-3;

    /// <summary>The decay of the first moment, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the second moment, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment; not negative.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// Each step takes this share times the learning rate off every parameter that <see cref="ExcludeFromDecay"/> does not name.
    /// </summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>
    /// Names of parameters without weight decay; `*` stands for any text and `?` for one character: ["*.bias", "*_norm.*"].
    /// </summary>
    public ImmutableArray<string> ExcludeFromDecay { get; init; } = [];

    /// <summary>
    /// Parameters with a rate or a decay of their own; one that several name belongs to the first. What
    /// <see cref="ExcludeFromDecay"/> names has no decay in any case. <see cref="ParameterGroup.ByLayer"/> makes groups of the layers.
    /// </summary>
    public ImmutableArray<ParameterGroup> Groups { get; init; } = [];

    /// <summary>
    /// The largest norm of all gradients together; above it they are scaled by ClipNorm / (norm + 1e-6), as PyTorch does. Null for no
    /// clipping.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// The largest value of a gradient, above 0: larger ones become it, and those below its negative become that, as PyTorch's
    /// clip_grad_value_ does. Null for no clipping. It stands in the place of <see cref="ClipNorm"/>, not beside it.
    /// </summary>
    public double? ClipValue { get; init; }

    /// <summary>The decay of one parameter.</summary>
    internal double DecayOf(string name)
    {
        foreach (string pattern in this.ExcludeFromDecay)
        {
            if (ParameterGroup.Matches(pattern, name))
            {
                return 0;
            }
        }

        return this.GroupOf(name)?.WeightDecay ?? this.WeightDecay;
    }

    /// <summary>What the learning rate of one parameter is multiplied by.</summary>
    internal double RateFactorOf(string name) => this.GroupOf(name)?.RateFactor ?? 1;

    /// <summary>Checks the groups against the model whose parameters they name.</summary>
    /// <exception cref="ArgumentException">A name of a group is that of no parameter.</exception>
    internal void CheckGroups(ModelDescription model)
    {
        foreach (ParameterGroup group in this.Groups)
        {
            foreach (string pattern in group.Names)
            {
                if (!IsOfAny(pattern, model))
                {
                    throw new ArgumentException($"AdamW: Groups has '{pattern}', which no parameter of {model.Name} matches.");
                }
            }
        }
    }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(this.LearningRate);
        Check(this.Beta1 is >= 0 and < 1, nameof(this.Beta1), this.Beta1, "in [0, 1)");
        Check(this.Beta2 is >= 0 and < 1, nameof(this.Beta2), this.Beta2, "in [0, 1)");
        Check(this.Epsilon is >= 0 and < double.PositiveInfinity, nameof(this.Epsilon), this.Epsilon, "finite and not negative");
        Check(
            this.WeightDecay is >= 0 and < double.PositiveInfinity, nameof(this.WeightDecay), this.WeightDecay, "finite and not negative");
        Check(this.ClipNorm is null or > 0, nameof(this.ClipNorm), this.ClipNorm ?? 0, "above 0, or null");
        Check(this.ClipValue is null or > 0, nameof(this.ClipValue), this.ClipValue ?? 0, "above 0, or null");
        Check(
            this.ClipNorm is null || this.ClipValue is null, nameof(this.ClipValue), this.ClipValue ?? 0,
            $"null where {nameof(this.ClipNorm)} is set: gradients are clipped by one of the two");
        Check(!this.ExcludeFromDecay.IsDefault, nameof(this.ExcludeFromDecay), 0, "an array");
        Check(!this.Groups.IsDefault, nameof(this.Groups), 0, "an array");

        foreach (ParameterGroup group in this.Groups)
        {
            string names = string.Join(' ', group.Names);
            double factor = group.RateFactor;
            double decay = group.WeightDecay ?? 0;
            Check(factor is >= 0 and < double.PositiveInfinity, $"RateFactor of '{names}'", factor, "finite and not negative");
            Check(decay is >= 0 and < double.PositiveInfinity, $"WeightDecay of '{names}'", decay, "finite and not negative");
        }
    }

    private ParameterGroup? GroupOf(string name)
    {
        foreach (ParameterGroup group in this.Groups)
        {
            if (group.Contains(name))
            {
                return group;
            }
        }

        return null;
    }

    private static bool IsOfAny(string pattern, ModelDescription model)
    {
        foreach (ParameterInfo info in model.Parameters)
        {
            if (ParameterGroup.Matches(pattern, info.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static void Check(bool valid, string setting, double value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"AdamW: {setting} is {value}; it must be {range}.");
        }
    }
}
