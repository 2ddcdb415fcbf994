using System;

namespace Weft.Tool.Evaluating;

/// <summary>Lets sessions read a text side by side, and compares what they predict with the text and with one another.</summary>
/// <param name="outputs">Tokens of the vocabulary.</param>
internal sealed class TextEvaluator(int outputs)
{
    private readonly LogitsDistribution _distribution = new(outputs);
    private readonly LogitsDistribution _floatDistribution = new(outputs);
    private double _divergence;
    private long _agreements;

    /// <summary>How likely the session found the text.</summary>
    public Perplexity Stored { get; } = new();

    /// <summary>How likely the session of floats found it.</summary>
    public Perplexity Floats { get; } = new();

    /// <summary>How far the two sessions are apart.</summary>
    public TextDifference Difference => new(
        (this.Stored.MeanLoss - this.Floats.MeanLoss) / this.Floats.MeanLoss,
        _divergence / this.Stored.Tokens,
        (double)_agreements / this.Stored.Tokens);

    /// <summary>Reads a text.</summary>
    /// <param name="windows">The text.</param>
    /// <param name="session">What is evaluated.</param>
    /// <param name="floats">A session of as many slots that has the weights as floats; null where there is none to compare with.</param>
    public void Run(TextWindows windows, DecoderSession session, DecoderSession? floats)
    {
        foreach (TextStep step in windows.Steps(session.SlotCapacity))
        {
            if (step.Begins)
            {
                session.Reset();
                floats?.Reset();
            }

            session.Feed(step.Slots, step.Tokens);
            floats?.Feed(step.Slots, step.Tokens);

            for (int row = 0; row < step.Slots.Length; row++)
            {
                if (step.Next[row] is int token)
                {
                    this.Count(token, session.LogitsOf(row), floats is null ? [] : floats.LogitsOf(row));
                }
            }
        }
    }

    private void Count(int token, ReadOnlySpan<float> logits, ReadOnlySpan<float> floatLogits)
    {
        _distribution.Read(logits);
        this.Stored.Add(-_distribution[token], 1);

        if (floatLogits.Length > 0)
        {
            _floatDistribution.Read(floatLogits);
            this.Floats.Add(-_floatDistribution[token], 1);
            _divergence += _floatDistribution.DivergenceOf(_distribution);
            _agreements += _distribution.Likeliest == _floatDistribution.Likeliest ? 1 : 0;
        }
    }
}
