using System;

namespace Weft;

/// <summary>
/// How the next token is chosen from logits: divided by the temperature, then limited to the <see cref="TopK"/> most likely tokens, then
/// to the fewest whose probabilities reach <see cref="TopP"/>, then drawn.
/// </summary>
public sealed record Sampling
{
    /// <summary>Always the most likely token.</summary>
    public static Sampling Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Below 1 sharpens the distribution, above 1 flattens it; 0 always takes the most likely token.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Tokens to choose from; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>The probability that the tokens to choose from reach together, in (0, 1]; 1 for all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>The same seed chooses the same tokens.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Validate()
    {
        Check(this.Temperature is >= 0 and < float.PositiveInfinity, nameof(this.Temperature), this.Temperature, "finite and not negative");
        Check(this.TopK >= 0, nameof(this.TopK), this.TopK, "not negative");
        Check(this.TopP is > 0 and <= 1, nameof(this.TopP), this.TopP, "above 0 and at most 1");
    }

    private static void Check(bool valid, string setting, float value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"Sampling: {setting} is {value}; it must be {range}.");
        }
    }
}
