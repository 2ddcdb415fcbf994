using System;
using System.Globalization;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>A normalizer that looks at one character at a time: it is kept, replaced or left out.</summary>
internal sealed class CharacterNormalizer(Action<Rune, StringBuilder> write) : Normalizer
{
    // The only character whose lower case is two: U+0069 U+0307.
    private const int CapitalDottedI = 0x130;

    /// <summary>Lower case by the full mapping, without the rule for a final sigma.</summary>
    public static CharacterNormalizer Lowercase { get; } = new(static (character, text) => _ = character.Value == CapitalDottedI
        ? text.Append("i\u0307")
        : text.Append(Rune.ToLowerInvariant(character)));

    /// <summary>Takes away marks of every kind.</summary>
    public static CharacterNormalizer StripMarks { get; } = Filter(static character => !CharacterSet.Marks.Contains(character));

    /// <summary>Takes away marks that take no room of their own, as BERT does with accents.</summary>
    public static CharacterNormalizer StripNonspacingMarks { get; } =
        Filter(static character => !CharacterSet.NonspacingMarks.Contains(character));

    /// <summary>BERT's cleaning: no control characters, and every white space a space.</summary>
    public static CharacterNormalizer CleanControls { get; } = new(static (character, text) =>
    {
        if (Rune.IsWhiteSpace(character) && (IsLineOrTab(character.Value) || !IsControl(character)))
        {
            _ = text.Append(' ');
        }
        else if (character.Value is not (0 or 0xFFFD) && !IsControl(character))
        {
            _ = text.Append(character);
        }
    });

    /// <summary>BERT's spaces around ideographs, so that each becomes a word.</summary>
    public static CharacterNormalizer SpaceIdeographs { get; } = new(static (character, text) => _ = IsIdeograph(character.Value)
        ? text.Append(' ').Append(character).Append(' ')
        : text.Append(character));

    /// <summary>
    /// The cleaning of SentencePiece's nmt rules: no control characters, and white space and invisible characters a space.
    /// </summary>
    public static CharacterNormalizer CleanTranslation { get; } = new(static (character, text) =>
    {
        if (character.Value is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F)
            or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD)
        {
            _ = text.Append(' ');
        }
        else if (character.Value is not ((>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F))
        {
            _ = text.Append(character);
        }
    });

    /// <summary>GPT-2's visible symbols for the bytes of UTF-8.</summary>
    public static CharacterNormalizer SpellBytes { get; } = new(static (character, text) =>
    {
        Span<byte> bytes = stackalloc byte[4];

        foreach (byte value in bytes[..character.EncodeToUtf8(bytes)])
        {
            _ = text.Append(ByteSymbols.All[value]);
        }
    });

    /// <inheritdoc/>
    public override string Normalize(string text)
    {
        StringBuilder normalized = new(text.Length);

        foreach (Rune character in text.EnumerateRunes())
        {
            write(character, normalized);
        }

        return normalized.ToString();
    }

    private static CharacterNormalizer Filter(Predicate<Rune> isKept) => new((character, text) =>
    {
        if (isKept(character))
        {
            _ = text.Append(character);
        }
    });

    private static bool IsLineOrTab(int character) => character is '\t' or '\n' or '\r';

    private static bool IsControl(Rune character) => !IsLineOrTab(character.Value)
        && (Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.PrivateUse
        || CharacterSet.Format.Contains(character));

    private static bool IsIdeograph(int character) => character
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
