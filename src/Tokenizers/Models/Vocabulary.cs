using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>Tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    // 64 KB of references, which no file of a vocabulary is too small for.
    private const int MostLeftOut = 8192;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    // An array of all ids, but where most of them are left out: a small file must not take the memory that one large id asks for.
    private readonly string?[] _tokens = [];
    private readonly Dictionary<int, string> _scattered = [];

    /// <param name="ids">The id of each token: no id twice, and none negative.</param>
    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();

        foreach (int id in ids.Values)
        {
            this.Count = Math.Max(this.Count, id + 1);
        }

        if (this.Count <= MostLeftOut + (2L * ids.Count))
        {
            _tokens = new string?[this.Count];
        }

        foreach ((string token, int id) in ids)
        {
            if (_tokens.Length > 0)
            {
                _tokens[id] = token;
            }
            else
            {
                _scattered.Add(id, token);
            }
        }
    }

    /// <summary>The largest id, and one.</summary>
    public int Count { get; }

    /// <summary>How many tokens there are: less than <see cref="Count"/> where ids are left out.</summary>
    public int TokenCount => _ids.Count;

    /// <summary>The id of a token.</summary>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _idsBySpan.TryGetValue(token, out id);

    /// <summary>The id of a token; null where it is none.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>The token of an id; null where it has none.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : _scattered.GetValueOrDefault(id);
}
