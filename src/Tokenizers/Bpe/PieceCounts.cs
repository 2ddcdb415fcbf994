using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Tokenizers;

/// <summary>The pieces of a corpus and how often each occurs: all that learning needs to know of it.</summary>
internal sealed class PieceCounts(BpeFormat format)
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly Regex _pattern = PieceSplitter.For(format);
    private long _texts;

    /// <summary>Whether no text had a character.</summary>
    public bool IsEmpty => _counts.Count == 0;

    /// <summary>Adds a text.</summary>
    /// <exception cref="ArgumentException">
    /// It has half a surrogate pair, or at the level of characters the one that stands for spaces.
    /// </exception>
    public void Add(string text)
    {
        _texts++;

        if (text.Length == 0)
        {
            return;
        }

        this.Check(text);
        string prepared = PieceSplitter.Prepare(text, format);
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();

        foreach (ValueMatch match in _pattern.EnumerateMatches(prepared))
        {
            ReadOnlySpan<char> piece = prepared.AsSpan(match.Index, match.Length);
            _ = counts.TryGetValue(piece, out long count);
            counts[piece] = count + 1;
        }
    }

    /// <summary>All pieces with their counts, in ordinal order: the order of the texts does not matter to what is learnt.</summary>
    public List<KeyValuePair<string, long>> InOrder() => [.. _counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>How often each character occurs, in the order of code points.</summary>
    public SortedDictionary<Rune, long> Characters()
    {
        SortedDictionary<Rune, long> characters = [];

        foreach ((string piece, long count) in _counts)
        {
            foreach (Rune character in piece.EnumerateRunes())
            {
                _ = characters.TryGetValue(character, out long sum);
                characters[character] = sum + count;
            }
        }

        return characters;
    }

    private void Check(string text)
    {
        try
        {
            TextTokenizer.RejectHalfPairs(text);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"Text {_texts}: {exception.Message}", exception);
        }

        int mark = format.Level == BpeLevel.Character ? text.IndexOf(PieceSplitter.SpaceMark, StringComparison.Ordinal) : -1;

        if (mark >= 0)
        {
            throw new ArgumentException(
                $"Text {_texts}: U+2581 at position {mark} stands for spaces in a vocabulary of characters; learn one of bytes instead.",
                nameof(text));
        }
    }
}
