using System;

namespace Weft;

/// <summary>
/// The perplexity of a text, exp of the mean negative log-likelihood of its tokens, added up over batches of different sizes. A model that
/// knows nothing has the size of its vocabulary.
/// </summary>
public sealed class Perplexity
{
    private double _totalLoss;

    /// <summary>Tokens counted so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Mean negative log-likelihood of a token in nats; NaN before the first.</summary>
    public double MeanLoss => this.Tokens == 0 ? double.NaN : _totalLoss / this.Tokens;

    /// <summary>exp(<see cref="MeanLoss"/>), 1 or more; NaN before the first token.</summary>
    public double Value => Math.Exp(this.MeanLoss);

    /// <summary>The perplexity of one mean loss: measured without label smoothing, which would raise it.</summary>
    /// <param name="meanLoss">Mean negative log-likelihood of a token in nats.</param>
    public static double FromLoss(double meanLoss) => Math.Exp(meanLoss);

    /// <summary>Adds a batch.</summary>
    /// <param name="meanLoss">Mean negative log-likelihood of its tokens in nats.</param>
    /// <param name="tokens">How many of its tokens have a target, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not a number, or the count is negative.</exception>
    public void Add(double meanLoss, long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);

        if (double.IsNaN(meanLoss))
        {
            throw new ArgumentOutOfRangeException(nameof(meanLoss), "The loss of a batch is not a number.");
        }

        if (tokens > 0)
        {
            _totalLoss += meanLoss * tokens;
            this.Tokens += tokens;
        }
    }
}
