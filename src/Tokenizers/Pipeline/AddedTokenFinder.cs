using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Finds added tokens in a text: the leftmost first, of those that begin at one place the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly SearchValues<string> _contents;

    // Longer ones in front.
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _byFirstUnit;

    /// <param name="tokens">The tokens, by what is to be looked for.</param>
    public AddedTokenFinder(IReadOnlyDictionary<string, AddedToken> tokens)
    {
        _contents = SearchValues.Create([.. tokens.Keys], StringComparison.Ordinal);
        _byFirstUnit = tokens
            .OrderByDescending(static token => token.Key.Length)
            .GroupBy(static token => token.Key[0], static token => (token.Key, token.Value))
            .ToDictionary(static group => group.Key, static group => group.ToArray());
    }

    /// <summary>Finds the next token, at a position or behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Where to begin, and afterwards where to go on.</param>
    /// <param name="taken">How much of the text belongs to tokens before: white space is not taken twice.</param>
    /// <param name="found">The token and what it takes of the text.</param>
    public bool TryFind(ReadOnlySpan<char> text, ref int position, int taken, out (AddedToken Token, int Start, int End) found)
    {
        while (text[position..].IndexOfAny(_contents) is >= 0 and int distance)
        {
            int start = position + distance;
            (string content, AddedToken token) = this.LongestAt(text[start..]);
            position = start + content.Length;

            if (!token.IsSingleWord || IsSingleWord(text, start, position))
            {
                int left = token.StripsLeft ? Math.Max(text[..start].TrimEnd().Length, taken) : start;
                int right = token.StripsRight ? text.Length - text[position..].TrimStart().Length : position;
                found = (token, left, right);

                return true;
            }
        }

        found = default;

        return false;
    }

    private (string Content, AddedToken Token) LongestAt(ReadOnlySpan<char> text)
    {
        foreach ((string content, AddedToken token) in _byFirstUnit[text[0]])
        {
            if (text.StartsWith(content, StringComparison.Ordinal))
            {
                return (content, token);
            }
        }

        throw new InvalidOperationException("The search found a token where none is.");
    }

    private static bool IsSingleWord(ReadOnlySpan<char> text, int start, int end)
    {
        bool isFirst = Rune.DecodeLastFromUtf16(text[..start], out Rune before, out _) != OperationStatus.Done;
        bool isLast = Rune.DecodeFromUtf16(text[end..], out Rune behind, out _) != OperationStatus.Done;

        return (isFirst || !CharacterClasses.IsWord(before)) && (isLast || !CharacterClasses.IsWord(behind));
    }
}
