using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Numbers the n-grams of a segment and its references, 0, 1, ..., so that counts are arrays. An n-gram is the (n-1)-gram before it and
/// one token more: exact for every order, with keys of a fixed size.
/// </summary>
internal sealed class NgramIndex
{
    private const int Empty = -1;
    private readonly Dictionary<long, int> _ids = [];

    /// <summary>Distinct n-grams seen since the last <see cref="Clear"/>.</summary>
    public int Count => _ids.Count;

    /// <summary>Forgets all n-grams: the next segment starts anew.</summary>
    public void Clear() => _ids.Clear();

    /// <summary>The n-grams of a sequence: element [n - 1][i] is the number of the n tokens from i on, n = 1 .. order.</summary>
    public int[][] Identify(ReadOnlySpan<int> tokens, int order)
    {
        int[][] ngrams = new int[order][];
        ReadOnlySpan<int> prefixes = [];

        for (int length = 1; length <= order; length++)
        {
            int[] ids = new int[Math.Max(0, tokens.Length - length + 1)];

            for (int start = 0; start < ids.Length; start++)
            {
                ids[start] = this.Identify(length == 1 ? Empty : prefixes[start], tokens[start + length - 1]);
            }

            ngrams[length - 1] = ids;
            prefixes = ids;
        }

        return ngrams;
    }

    /// <summary>How often each n-gram occurs in <paramref name="ngrams"/>, by its number.</summary>
    public int[] CountAll(int[][] ngrams)
    {
        int[] counts = new int[this.Count];

        foreach (int[] ids in ngrams)
        {
            foreach (int id in ids)
            {
                counts[id]++;
            }
        }

        return counts;
    }

    /// <summary>
    /// How many of <paramref name="ids"/> find a partner in <paramref name="available"/>, which loses those that are taken.
    /// </summary>
    public static int Match(int[] ids, int[] available)
    {
        int matches = 0;

        foreach (int id in ids)
        {
            if (available[id] > 0)
            {
                available[id]--;
                matches++;
            }
        }

        return matches;
    }

    private int Identify(int prefix, int token)
    {
        long key = ((long)prefix << 32) | (uint)token;

        if (!_ids.TryGetValue(key, out int id))
        {
            id = _ids.Count;
            _ids.Add(key, id);
        }

        return id;
    }
}
