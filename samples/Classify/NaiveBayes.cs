using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>
/// Multinomial naive Bayes: who uses such words, in whatever order, and how often do they speak. It is what a classifier that reads
/// sentences has to be better than.
/// </summary>
internal sealed class NaiveBayes
{
    private const double Smoothing = 0.3;
    private readonly Dictionary<int, double[]> _logWords;
    private readonly double[] _logSpeakers;

    /// <summary>Counts.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="speakers">How many speakers there are.</param>
    public NaiveBayes(IReadOnlyList<Example> examples, int speakers)
    {
        ILookup<int, int> words = examples
            .SelectMany(static example => example.Tokens.Select(token => (token, example.Speaker)))
            .ToLookup(static pair => pair.token, static pair => pair.Speaker);
        double[] totals = Count(examples.SelectMany(static example => example.Tokens.Select(_ => example.Speaker)), speakers);
        _logSpeakers = [.. Count(examples.Select(static example => example.Speaker), speakers).Select(static count => Math.Log(count))];
        _logWords = words.ToDictionary(
            static word => word.Key,
            word => Count(word, speakers)
                .Select((count, speaker) => Math.Log((count + Smoothing) / (totals[speaker] + (Smoothing * words.Count))))
                .ToArray());
    }

    /// <summary>Who most likely says this; of words that were never heard, nothing is known.</summary>
    public int Predict(int[] tokens)
    {
        double[] scores = [.. _logSpeakers];

        foreach (int token in tokens)
        {
            for (int speaker = 0; speaker < scores.Length && _logWords.TryGetValue(token, out double[]? logs); speaker++)
            {
                scores[speaker] += logs[speaker];
            }
        }

        return scores.IndexOf(scores.Max());
    }

    private static double[] Count(IEnumerable<int> numbers, int speakers)
    {
        double[] counts = new double[speakers];

        foreach (int number in numbers)
        {
            counts[number]++;
        }

        return counts;
    }
}
