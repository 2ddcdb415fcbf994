using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>The output of speech models: of equal tokens in a row one stays, and padding goes.</summary>
internal sealed class CtcDecoder(string padding, string wordDelimiter, bool cleanUp) : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        List<string> parts = [];
        string? previous = null;

        foreach (string token in tokens)
        {
            string part = token == previous ? string.Empty : this.Decode(token);
            previous = token;

            if (part.Length > 0)
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    private string Decode(string token)
    {
        string text = padding.Length == 0 ? token : token.Replace(padding, string.Empty, StringComparison.Ordinal);

        return cleanUp ? WordPieceDecoder.CleanUp(text).Replace(wordDelimiter, " ", StringComparison.Ordinal) : text;
    }
}
