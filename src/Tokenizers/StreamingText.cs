using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Weft.Tokenizers;

/// <summary>
/// A text as its tokens come: characters whose last bytes are to come, and what may be the beginning of a stop sequence, are held back.
/// </summary>
public sealed class StreamingText
{
    private const char Incomplete = '\uFFFD';
    private readonly Tokenizer _tokenizer;
    private readonly string[] _stops;
    private readonly List<int> _tokens = [];
    private string _pending = string.Empty;
    private int _decodedTokens;
    private int _writtenTokens;

    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="stops">Sequences that end the text, and are not part of it.</param>
    /// <param name="before">
    /// The last token of what the text goes on from, so that a space between the two is the text's; null for a text of its own, which
    /// begins without one.
    /// </param>
    /// <exception cref="ArgumentException">A stop sequence is empty.</exception>
    public StreamingText(Tokenizer tokenizer, IEnumerable<string> stops, int? before = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(stops);
        _tokenizer = tokenizer;
        _stops = [.. stops];
        _tokens.AddRange(before is int token ? [token] : []);
        _writtenTokens = _tokens.Count;

        if (_stops.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop sequence is empty: every text would end before it begins.", nameof(stops));
        }
    }

    /// <summary>Whether a stop sequence has come.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Adds a token, and gives what can be told of the text by now.</summary>
    /// <param name="token">The token's id.</param>
    /// <returns>What follows on what has been given before, perhaps nothing.</returns>
    public string Add(int token)
    {
        _tokens.Add(token);

        // A token may depend on the one before it, a space between words for example: both texts begin at the same one.
        string before = this.Decode(_decodedTokens, _writtenTokens);
        string with = this.Decode(_decodedTokens, _tokens.Count);

        if (with.Length <= before.Length || with[^1] == Incomplete)
        {
            return string.Empty;
        }

        _decodedTokens = _writtenTokens;
        _writtenTokens = _tokens.Count;
        _pending += with[before.Length..];

        return this.Release(isEnd: false);
    }

    /// <summary>What was held back, at the end.</summary>
    public string End()
    {
        string before = this.Decode(_decodedTokens, _writtenTokens);
        string all = this.Decode(_decodedTokens, _tokens.Count);
        _pending += all.Length > before.Length && !this.HasStopped ? all[before.Length..] : string.Empty;

        return this.Release(isEnd: true);
    }

    private string Decode(int first, int end) =>
        _tokenizer.Decode(CollectionsMarshal.AsSpan(_tokens)[first..end]);

    private string Release(bool isEnd)
    {
        if (this.HasStopped)
        {
            return string.Empty;
        }

        IEnumerable<int> found = _stops.Select(text => _pending.IndexOf(text, StringComparison.Ordinal)).Where(static at => at >= 0);
        int stop = found.DefaultIfEmpty(-1).Min();
        this.HasStopped = stop >= 0;
        int length = stop >= 0 ? stop : isEnd ? _pending.Length : _pending.Length - this.HeldBack();
        string released = _pending[..length];
        _pending = _pending[length..];

        return released;
    }

    // The longest end of the text that a stop sequence begins with.
    private int HeldBack() => _stops
        .SelectMany(stop => Enumerable.Range(1, Math.Min(stop.Length - 1, _pending.Length))
            .Where(length => _pending.AsSpan(_pending.Length - length).SequenceEqual(stop.AsSpan(0, length))))
        .DefaultIfEmpty(0)
        .Max();
}
