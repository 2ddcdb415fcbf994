using System;
using System.Collections.Generic;

namespace Weft.Generator.Specification;

/// <summary>Finds the name a reader most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits, if those are at most a third of its letters; null otherwise.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string normalized = Normalize(name);
        string? nearest = null;
        int fewest = int.MaxValue;

        foreach (string candidate in candidates)
        {
            int edits = Edits(normalized, Normalize(candidate));

            if (edits < fewest && edits <= Math.Max(1, candidate.Length / 3))
            {
                fewest = edits;
                nearest = candidate;
            }
        }

        return nearest;
    }

    // Case, '-' for '_' and invisible characters do not count as mistakes.
    private static string Normalize(string name) =>
        name.Length > 64 ? name : name.Trim().Replace("\u200B", "").Replace('-', '_').ToLowerInvariant();

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each count as one.
    private static int Edits(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > b.Length)
        {
            return int.MaxValue;
        }

        int[,] edits = new int[a.Length + 1, b.Length + 1];

        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Fewest(edits, a, b, i, j);
            }
        }

        return edits[a.Length, b.Length];
    }

    private static int Fewest(int[,] edits, string a, string b, int i, int j)
    {
        int substitution = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        int fewest = Math.Min(substitution, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];

        return swapped ? Math.Min(fewest, edits[i - 2, j - 2] + 1) : fewest;
    }
}
