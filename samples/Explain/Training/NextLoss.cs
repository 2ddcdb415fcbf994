using System;

namespace Weft.Samples;

/// <summary>The loss of one prediction.</summary>
internal static class NextLoss
{
    /// <summary>-log of the probability that logits give to what came, in nats.</summary>
    public static double Of(ReadOnlySpan<float> logits, int token)
    {
        double most = double.NegativeInfinity;

        foreach (float logit in logits)
        {
            most = Math.Max(most, logit);
        }

        double sum = 0;

        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        return most + Math.Log(sum) - logits[token];
    }
}
