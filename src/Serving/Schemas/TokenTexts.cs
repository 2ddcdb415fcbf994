using System;
using System.Linq;
using Weft.Tokenizers;

namespace Weft.Serving;

/// <summary>What tokens are in the middle of a text: nothing for those that are no text, or no whole characters.</summary>
internal static class TokenTexts
{
    private const char Incomplete = '\uFFFD';

    /// <summary>The text of every token.</summary>
    public static string[] Of(Tokenizer tokenizer)
    {
        int before = tokenizer.Encode("a", addSpecialTokens: false)[^1];
        string start = tokenizer.Decode([before]);

        return [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(token =>
        {
            string text = tokenizer.Decode([before, token]);

            return text.StartsWith(start, StringComparison.Ordinal) && !text.Contains(Incomplete) ? text[start.Length..] : string.Empty;
        })];
    }
}
