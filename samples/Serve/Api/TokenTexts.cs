using System;
using System.Collections.Concurrent;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>What tokens are in the middle of a text, spaces before them included.</summary>
internal sealed class TokenTexts
{
    private readonly ConcurrentDictionary<int, string> _texts = [];
    private readonly Tokenizer _tokenizer;
    private readonly int _before;

    public TokenTexts(Tokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _before = tokenizer.Encode("a", addSpecialTokens: false)[^1];
    }

    /// <summary>The text of a token.</summary>
    public string Of(int token) => _texts.GetOrAdd(token, this.Decode);

    private string Decode(int token)
    {
        string before = _tokenizer.Decode([_before], skipSpecialTokens: false);
        string with = _tokenizer.Decode([_before, token], skipSpecialTokens: false);

        return with.StartsWith(before, StringComparison.Ordinal) && with.Length > before.Length
            ? with[before.Length..]
            : _tokenizer.TokenOf(token) ?? "";
    }
}
