using System;
using System.Collections.Immutable;
using System.IO.Enumeration;

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
    /// The largest norm of all gradients together; above it they are scaled by ClipNorm / (norm + 1e-6), as PyTorch does. Null for no
    /// clipping.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>The decay of one parameter.</summary>
    internal double DecayOf(string name)
    {
        foreach (string pattern in this.ExcludeFromDecay)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return 0;
            }
        }

        return this.WeightDecay;
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
        Check(!this.ExcludeFromDecay.IsDefault, nameof(this.ExcludeFromDecay), 0, "an array");
    }

    private static void Check(bool valid, string setting, double value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"AdamW: {setting} is {value}; it must be {range}.");
        }
    }
}
