using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>Tokens by their characters, for all tokens that a text begins with.</summary>
internal sealed class TokenTrie
{
    /// <summary>The node of the empty text.</summary>
    public const int Root = 0;

    /// <summary>No node, or no token.</summary>
    public const int None = -1;
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<int> _tokens = [None];

    /// <summary>Adds a token.</summary>
    public void Add(ReadOnlySpan<char> token, int id)
    {
        int node = Root;

        foreach (char unit in token)
        {
            if (!_edges.TryGetValue(Key(node, unit), out int child))
            {
                child = _tokens.Count;
                _edges.Add(Key(node, unit), child);
                _tokens.Add(None);
            }

            node = child;
        }

        _tokens[node] = id;
    }

    /// <summary>The node one code unit further; <see cref="None"/> where no token goes on so.</summary>
    public int Step(int node, char unit) => _edges.TryGetValue(Key(node, unit), out int child) ? child : None;

    /// <summary>The token that ends at a node, or <see cref="None"/>.</summary>
    public int TokenAt(int node) => _tokens[node];

    /// <summary>The length of the longest token that a text begins with; 0 for none.</summary>
    public int LongestPrefix(ReadOnlySpan<char> text)
    {
        int longest = 0;
        int node = Root;

        for (int i = 0; i < text.Length && (node = this.Step(node, text[i])) != None; i++)
        {
            longest = _tokens[node] != None ? i + 1 : longest;
        }

        return longest;
    }

    private static long Key(int node, char unit) => ((long)node << 16) | unit;
}
