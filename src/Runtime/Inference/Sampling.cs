using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// How the next token is chosen from logits: <see cref="LogitBias"/> is added and penalties are taken off, then they are divided by the
/// temperature, limited to the <see cref="TopK"/> most likely tokens, then to the fewest whose probabilities reach <see cref="TopP"/>, then
/// to those that <see cref="MinP"/> leaves, and one is drawn.
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

    /// <summary>
    /// The least probability of a token, as a share of the most likely one's, in [0, 1]; 0 for all tokens. Nguyen et al. 2024.
    /// </summary>
    public float MinP { get; init; }

    /// <summary>
    /// Above 1, tokens of the prompt and the text become less likely: positive logits are divided by it and negative ones multiplied. Above
    /// 0; 1 for no change. Keskar et al. 2019.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Taken off the logit of every token that the text has, the prompt not counted; below 0 it is a reward.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Taken off a token's logit for each time that the text has it, the prompt not counted; below 0 it is a reward.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Added to the logits of tokens, finite: a token's id, and how much; null for nothing.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>The same seed chooses the same tokens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether logits are changed before a token is chosen.</summary>
    internal bool ChangesLogits =>
        this.RepetitionPenalty != 1 || this.PresencePenalty != 0 || this.FrequencyPenalty != 0 || this.LogitBias is not null;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Validate()
    {
        Check(this.Temperature is >= 0 and < float.PositiveInfinity, nameof(this.Temperature), this.Temperature, "finite and not negative");
        Check(this.TopK >= 0, nameof(this.TopK), this.TopK, "not negative");
        Check(this.TopP is > 0 and <= 1, nameof(this.TopP), this.TopP, "above 0 and at most 1");
        Check(this.MinP is >= 0 and <= 1, nameof(this.MinP), this.MinP, "from 0 to 1");
        Check(
            this.RepetitionPenalty is > 0 and < float.PositiveInfinity,
            nameof(this.RepetitionPenalty), this.RepetitionPenalty, "finite and above 0");
        Check(float.IsFinite(this.PresencePenalty), nameof(this.PresencePenalty), this.PresencePenalty, "finite");
        Check(float.IsFinite(this.FrequencyPenalty), nameof(this.FrequencyPenalty), this.FrequencyPenalty, "finite");
    }

    private static void Check(bool valid, string setting, float value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"Sampling: {setting} is {value}; it must be {range}.");
        }
    }
}
