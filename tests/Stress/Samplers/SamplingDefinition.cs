using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Stress.Samplers;

/// <summary>The distribution that settings of sampling define, token by token and without a sampler's economies.</summary>
internal static class SamplingDefinition
{
    // A setting that is not among them would be left out of every case.
    private static readonly string[] Known =
    [
        nameof(Sampling.Temperature), nameof(Sampling.TopK), nameof(Sampling.TopP), nameof(Sampling.MinP), nameof(Sampling.RepetitionPenalty),
        nameof(Sampling.PresencePenalty), nameof(Sampling.FrequencyPenalty), nameof(Sampling.LogitBias), nameof(Sampling.Seed),
    ];

    /// <summary>The settings that <see cref="Sampling"/> has and this does not know.</summary>
    public static IEnumerable<string> Unknown =>
        typeof(Sampling).GetProperties().Where(static property => property.CanWrite && property.GetMethod!.IsPublic && !property.GetMethod.IsStatic)
            .Select(static property => property.Name).Except(Known);

    /// <summary>
    /// The probability of every token: softmax of the logits over the temperature, of which the k likeliest stay, and of those the fewest
    /// that reach p, and of those the ones that are likely enough beside the likeliest; of equally likely ones those with the smaller ids come first.
    /// </summary>
    public static double[] Probabilities(float[] logits, Sampling sampling)
    {
        double largest = logits.Max();
        double[] weights = sampling.Temperature == 0
            ? [.. logits.Select((_, token) => token == Array.IndexOf(logits, (float)largest) ? 1.0 : 0)]
            : [.. logits.Select(logit => Math.Exp((logit - largest) / sampling.Temperature))];
        int[] ranked = [.. Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(static token => token)];
        int[] likeliest = sampling.TopK == 0 ? ranked : [.. ranked.Take(sampling.TopK)];
        int[] kept = [.. UpTo(likeliest, weights, sampling.TopP * likeliest.Sum(token => weights[token])).Where(token => weights[token] >= sampling.MinP)];
        double total = kept.Sum(token => weights[token]);

        return [.. logits.Select((_, token) => kept.Contains(token) ? weights[token] / total : 0)];
    }

    /// <summary>The logits that a prompt and a text leave: the bias added, and the penalties taken off.</summary>
    public static float[] Change(float[] logits, Sampling sampling, int[] prompt, int[] text) => [.. logits.Select((logit, token) =>
    {
        float biased = logit + (sampling.LogitBias?.GetValueOrDefault(token) ?? 0);
        bool isSeen = prompt.Contains(token) || text.Contains(token);
        float repeated = !isSeen ? biased : biased > 0 ? biased / sampling.RepetitionPenalty : biased * sampling.RepetitionPenalty;
        int count = text.Count(other => other == token);

        return repeated - (count > 0 ? sampling.PresencePenalty : 0) - (count * sampling.FrequencyPenalty);
    })];

    /// <summary>
    /// Whether the settings leave open which tokens stay: p is reached by rounding alone, or not.
    /// </summary>
    public static bool IsOpen(float[] logits, Sampling sampling) => new[] { 1 - 1e-7f, 1 + 1e-7f }.Any(move =>
        CountKept(logits, sampling with { TopP = sampling.TopP < 1 ? Math.Min(1, sampling.TopP * move) : 1, MinP = Math.Min(1, sampling.MinP * move) })
        != CountKept(logits, sampling));

    private static int CountKept(float[] logits, Sampling sampling) => Probabilities(logits, sampling).Count(static value => value > 0);

    private static IEnumerable<int> UpTo(int[] tokens, double[] weights, double enough)
    {
        double reached = 0;

        foreach (int token in tokens)
        {
            yield return token;
            reached += weights[token];

            if (reached >= enough)
            {
                yield break;
            }
        }
    }
}
