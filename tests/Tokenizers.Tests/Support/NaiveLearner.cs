using System.Collections.Generic;
using System.Linq;

namespace Weft.Tokenizers.Tests;

/// <summary>Byte pair encoding as its definition has it: all pairs are counted anew before every merge.</summary>
internal static class NaiveLearner
{
    public static List<(string Left, string Right)> Learn(List<string> tokens, List<(List<int> Tokens, long Count)> words, int tokenCount, long minimumCount)
    {
        List<(string Left, string Right)> merges = [];
        HashSet<(int Left, int Right)> skipped = [];

        while (tokens.Count < tokenCount && MostFrequent(words, skipped, minimumCount) is (int left, int right))
        {
            string text = tokens[left] + tokens[right];

            if (tokens.Contains(text))
            {
                skipped.Add((left, right));
                continue;
            }

            merges.Add((tokens[left], tokens[right]));
            tokens.Add(text);

            foreach ((List<int> word, _) in words)
            {
                Apply(word, left, right, tokens.Count - 1);
            }
        }

        return merges;
    }

    /// <summary>Applies a merge from left to right.</summary>
    public static void Apply<T>(List<T> word, T left, T right, T merged)
    {
        for (int index = 0; index + 1 < word.Count; index++)
        {
            if (Equals(word[index], left) && Equals(word[index + 1], right))
            {
                word[index] = merged;
                word.RemoveAt(index + 1);
            }
        }
    }

    private static (int Left, int Right)? MostFrequent(List<(List<int> Tokens, long Count)> words, HashSet<(int Left, int Right)> skipped, long minimumCount)
    {
        Dictionary<(int Left, int Right), long> counts = [];

        foreach ((List<int> word, long count) in words)
        {
            foreach ((int Left, int Right) pair in word.Zip(word.Skip(1)))
            {
                counts[pair] = counts.GetValueOrDefault(pair) + count;
            }
        }

        IEnumerable<KeyValuePair<(int Left, int Right), long>> candidates = counts.Where(pair => pair.Value >= minimumCount && !skipped.Contains(pair.Key));

        return candidates.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key).Select(static pair => ((int, int)?)pair.Key).FirstOrDefault();
    }
}
