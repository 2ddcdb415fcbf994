using System;
using System.Globalization;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// "Precompiled" of tokenizer.json. It looks for the shortest prefix of a whole grapheme of less than six bytes, and replaces all of it;
/// where there is none, character by character. SentencePiece itself looks for the longest prefix of what is left of the text: <see
/// cref="SentencePieceNormalizer"/>.
/// </summary>
internal sealed class CharacterMapNormalizer(CharacterMap map) : Normalizer
{
    private const int LongestGrapheme = 5;

    /// <inheritdoc/>
    public override string Normalize(string text)
    {
        StringBuilder normalized = new(text.Length);
        ReadOnlySpan<char> rest = text;

        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> grapheme = rest[..StringInfo.GetNextTextElementLength(rest)];
            rest = rest[grapheme.Length..];

            if (Encoding.UTF8.GetByteCount(grapheme) > LongestGrapheme || !this.TryReplace(grapheme, normalized))
            {
                this.ReplaceCharacters(grapheme, normalized);
            }
        }

        return normalized.ToString();
    }

    private void ReplaceCharacters(ReadOnlySpan<char> grapheme, StringBuilder normalized)
    {
        while (!grapheme.IsEmpty)
        {
            _ = Rune.DecodeFromUtf16(grapheme, out _, out int length);

            if (!this.TryReplace(grapheme[..length], normalized))
            {
                _ = normalized.Append(grapheme[..length]);
            }

            grapheme = grapheme[length..];
        }
    }

    private bool TryReplace(ReadOnlySpan<char> part, StringBuilder normalized)
    {
        Span<byte> bytes = stackalloc byte[LongestGrapheme];
        int count = Encoding.UTF8.GetBytes(part, bytes);

        if (map.Match(bytes[..count], longest: false, out ReadOnlySpan<byte> replacement) == 0)
        {
            return false;
        }

        _ = normalized.Append(Encoding.UTF8.GetString(replacement));

        return true;
    }
}
