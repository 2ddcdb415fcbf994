using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Weft;

/// <summary>
/// Whitespace and case as Python's str has them: published BLEU and chrF figures come from Python, and .NET's own rules differ in a few
/// characters, each of which would change a score.
/// </summary>
internal static class SegmentText
{
    private const char CapitalDottedI = '\u0130';
    private const char CapitalSigma = '\u03A3';
    private const char FinalSigma = '\u03C2';

    /// <summary>Python's str.isspace: .NET's white space and the four separators U+001C to U+001F.</summary>
    public static bool IsWhiteSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>Python's str.rstrip.</summary>
    public static string TrimEnd(string text)
    {
        int length = text.Length;

        while (length > 0 && IsWhiteSpace(text[length - 1]))
        {
            length--;
        }

        return text[..length];
    }

    /// <summary>Python's str.strip.</summary>
    public static string Trim(string text)
    {
        int start = 0;

        while (start < text.Length && IsWhiteSpace(text[start]))
        {
            start++;
        }

        return TrimEnd(text[start..]);
    }

    /// <summary>Python's str.split: the runs between white space.</summary>
    public static List<string> Words(string text)
    {
        List<string> words = [];
        int start = 0;

        for (int position = 0; position <= text.Length; position++)
        {
            if (position == text.Length || IsWhiteSpace(text[position]))
            {
                if (position > start)
                {
                    words.Add(text[start..position]);
                }

                start = position + 1;
            }
        }

        return words;
    }

    /// <summary>Python's str.lower: simple case mapping, except for the two letters that have more than one lower case.</summary>
    public static string Lower(string text)
    {
        if (text.AsSpan().IndexOfAny(CapitalDottedI, CapitalSigma) < 0)
        {
            return text.ToLowerInvariant();
        }

        StringBuilder lower = new(text.Length + 1);

        for (int position = 0; position < text.Length; position++)
        {
            _ = text[position] switch
            {
                CapitalDottedI => lower.Append("i\u0307"),
                CapitalSigma when EndsWord(text, position) => lower.Append(FinalSigma),
                char other => lower.Append(other),
            };
        }

        return lower.ToString().ToLowerInvariant();
    }

    /// <summary>Unicode's Final_Sigma: a letter stands before and none after, whatever marks and apostrophes lie between.</summary>
    private static bool EndsWord(string text, int position)
    {
        int before = position - 1;

        while (before >= 0 && IsIgnoredInWords(text[before]))
        {
            before--;
        }

        int after = position + 1;

        while (after < text.Length && IsIgnoredInWords(text[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(text[before]) && !(after < text.Length && IsCased(text[after]));
    }

    private static bool IsCased(char character) => CharUnicodeInfo.GetUnicodeCategory(character)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnoredInWords(char character) =>
        character is '\'' or '.' or ':' or '\u00B7' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
