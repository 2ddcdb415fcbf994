using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>A decoder that changes each token by itself.</summary>
internal sealed class EachTokenDecoder(Func<string, string> change) : TokenDecoder
{
    /// <summary>Replaces the matches of a pattern.</summary>
    public static EachTokenDecoder Replace(TextPattern pattern, string content) => new(new ReplaceNormalizer(pattern, content).Normalize);

    /// <summary>Takes up to so many of one character from the ends.</summary>
    public static EachTokenDecoder Strip(Rune content, int start, int stop) => new(token =>
    {
        string unit = content.ToString();

        for (int i = 0; i < start && token.StartsWith(unit, StringComparison.Ordinal); i++)
        {
            token = token[unit.Length..];
        }

        for (int i = 0; i < stop && token.EndsWith(unit, StringComparison.Ordinal); i++)
        {
            token = token[..^unit.Length];
        }

        return token;
    });

    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens) => [.. tokens.Select(change)];
}
