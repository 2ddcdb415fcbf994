using System;
using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>Groups of sentence pairs that hang together: two pairs with the same source or the same target are in one group.</summary>
internal static class SentenceGroups
{
    /// <summary>The group of each pair; groups are numbered from 0 by their first pairs.</summary>
    public static int[] Number(IReadOnlyList<(string Source, string Target)> pairs)
    {
        int[] parents = Connect(pairs);
        Dictionary<int, int> numbers = [];
        int[] groups = new int[pairs.Count];

        for (int pair = 0; pair < groups.Length; pair++)
        {
            int root = Root(parents, pair);

            if (!numbers.TryGetValue(root, out groups[pair]))
            {
                numbers[root] = groups[pair] = numbers.Count;
            }
        }

        return groups;
    }

    // A forest with one tree for each group: every pair points to one that it hangs together with.
    private static int[] Connect(IReadOnlyList<(string Source, string Target)> pairs)
    {
        int[] parents = new int[pairs.Count];
        Dictionary<string, int> sources = new(StringComparer.Ordinal);
        Dictionary<string, int> targets = new(StringComparer.Ordinal);

        for (int pair = 0; pair < parents.Length; pair++)
        {
            parents[pair] = pair;
            Join(sources, pairs[pair].Source, pair);
            Join(targets, pairs[pair].Target, pair);
        }

        return parents;

        void Join(Dictionary<string, int> seen, string sentence, int pair)
        {
            if (!seen.TryAdd(sentence, pair))
            {
                parents[Root(parents, pair)] = Root(parents, seen[sentence]);
            }
        }
    }

    private static int Root(int[] parents, int pair)
    {
        while (parents[pair] != pair)
        {
            pair = parents[pair] = parents[parents[pair]];
        }

        return pair;
    }
}
