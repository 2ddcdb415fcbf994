using System;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// The normalization of SentencePiece (normalizer.cc): the longest prefix that the character map has is replaced, again and again; spaces
/// become marks, doubled ones go, and one is added.
/// </summary>
internal sealed class SentencePieceNormalizer(SentencePieceFile file, CharacterMap? map, TokenTrie userDefined) : Normalizer
{
    private const string Mark = "\u2581";
    private readonly string _space = file.EscapeWhitespaces ? Mark : " ";

    /// <inheritdoc/>
    public override string Normalize(string text)
    {
        StringBuilder normalized = new(text.Length + 1);
        bool skipsSpaces = file.RemoveExtraWhitespaces;

        for (int position = 0; position < text.Length;)
        {
            ReadOnlySpan<char> part = this.Replace(text.AsSpan(position), out int length);
            ReadOnlySpan<char> kept = skipsSpaces ? part.TrimStart(' ') : part;
            skipsSpaces = file.RemoveExtraWhitespaces && (kept.IsEmpty ? skipsSpaces : kept[^1] == ' ');
            this.Append(kept, normalized);
            position += length;
        }

        return this.Finish(normalized, text);
    }

    private string Finish(StringBuilder normalized, string text)
    {
        string result = normalized.ToString();

        if (file.RemoveExtraWhitespaces)
        {
            result = result.TrimEnd(_space[0]);
        }

        // A text of nothing but spaces is empty. A mark in front would be trimmed with what it stands before, one behind comes later.
        bool isEmpty = text.Length == 0 || (file.RemoveExtraWhitespaces && (file.SpaceIsSuffix ? normalized.Length : result.Length) == 0);

        return isEmpty || !file.AddDummyPrefix ? result : file.SpaceIsSuffix ? result + _space : _space + result;
    }

    private void Append(ReadOnlySpan<char> part, StringBuilder normalized)
    {
        foreach (char unit in part)
        {
            _ = unit == ' ' ? normalized.Append(_space) : normalized.Append(unit);
        }
    }

    /// <summary>What the beginning of a text becomes, and how much of the text that is.</summary>
    private ReadOnlySpan<char> Replace(ReadOnlySpan<char> text, out int length)
    {
        length = userDefined.LongestPrefix(text);

        if (length > 0)
        {
            return text[..length];
        }

        _ = Rune.DecodeFromUtf16(text, out _, out length);

        return map is not null && this.TryMap(text, ref length, out string? replacement) ? replacement : text[..length];
    }

    private bool TryMap(ReadOnlySpan<char> text, ref int length, out string? replacement)
    {
        // No key of a map is longer; the end may cut a character, which then cannot be part of a match.
        const int LongestKey = 64;
        Span<byte> bytes = stackalloc byte[3 * LongestKey];
        int count = Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, LongestKey)], bytes);
        int matched = map!.Match(bytes[..count], longest: true, out ReadOnlySpan<byte> value);
        replacement = matched == 0 ? null : Encoding.UTF8.GetString(value);
        length = matched == 0 ? length : Encoding.UTF8.GetCharCount(bytes[..matched]);

        return matched > 0;
    }
}
