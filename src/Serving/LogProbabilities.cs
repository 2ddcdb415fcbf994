using System;
using System.Collections.Immutable;

namespace Weft.Serving;

/// <summary>Log-probabilities of tokens: logit - log sum exp(logits), in double.</summary>
internal static class LogProbabilities
{
    /// <summary>The log of the sum of exponentials, with the largest logit taken out first.</summary>
    public static double Normalizer(ReadOnlySpan<float> logits)
    {
        double largest = double.NegativeInfinity;

        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;

        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return largest + Math.Log(sum);
    }

    /// <summary>The most likely tokens, the likeliest first; of equally likely ones those with smaller ids.</summary>
    public static ImmutableArray<TokenProbability> Best(ReadOnlySpan<float> logits, double normalizer, int count)
    {
        Span<int> best = stackalloc int[TextRequest.MostAlternatives + 1];
        int found = 0;
        count = Math.Min(count, logits.Length);

        for (int token = 0; token < logits.Length; token++)
        {
            if (found == count && (count == 0 || !(logits[token] > logits[best[count - 1]])))
            {
                continue;
            }

            int place = Math.Min(found, count - 1);

            for (; place > 0 && logits[token] > logits[best[place - 1]]; place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = token;
            found = Math.Min(found + 1, count);
        }

        ImmutableArray<TokenProbability>.Builder result = ImmutableArray.CreateBuilder<TokenProbability>(found);

        foreach (int token in best[..found])
        {
            result.Add(new TokenProbability(token, logits[token] - normalizer));
        }

        return result.MoveToImmutable();
    }
}
