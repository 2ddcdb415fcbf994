using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft;

/// <summary>
/// The tokenizations of sacreBLEU: the same substitutions in the same order. Its regular expressions see code points and .NET's see UTF-16,
/// which makes no difference to 13a (its classes are ASCII) and does to the international one, which is therefore written by hand.
/// </summary>
internal static partial class BleuTokenizer
{
    /// <summary>The name in a signature.</summary>
    public static string NameOf(BleuTokenization tokenization) => tokenization switch
    {
        BleuTokenization.Mteval13a => "13a",
        BleuTokenization.International => "intl",
        BleuTokenization.Chinese => "zh",
        BleuTokenization.Character => "char",
        BleuTokenization.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(tokenization), tokenization, "There is no such tokenization."),
    };

    /// <summary>The words of a segment.</summary>
    public static List<string> Words(string segment, BleuTokenization tokenization) => tokenization switch
    {
        BleuTokenization.Mteval13a => SegmentText.Words(Mteval13a(segment)),
        BleuTokenization.International => SegmentText.Words(International(segment)),
        BleuTokenization.Chinese => SegmentText.Words(Western(ChineseCharacters.Separate(SegmentText.Trim(segment)))),
        BleuTokenization.Character => Characters(segment),
        BleuTokenization.None => SegmentText.Words(segment),
        _ => throw new ArgumentOutOfRangeException(nameof(tokenization), tokenization, "There is no such tokenization."),
    };

    private static string Mteval13a(string segment)
    {
        // The language-independent part.
        string text = segment
            .Replace("<skipped>", string.Empty, StringComparison.Ordinal)
            .Replace("-\n", string.Empty, StringComparison.Ordinal)
            .Replace("\n", " ", StringComparison.Ordinal)
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);

        return Western($" {text} ");
    }

    // The part for Western languages.
    private static string Western(string segment)
    {
        string text = Punctuation().Replace(segment, " $1 ");
        text = PointAfterNonDigit().Replace(text, "$1 $2 ");
        text = PointBeforeNonDigit().Replace(text, " $1 $2");

        return DashAfterDigit().Replace(text, "$1 $2 ");
    }

    private static string International(string segment)
    {
        StringBuilder text = new(segment);
        Substitute(text, static (first, second) => !IsNumber(first) && IsPunctuation(second), "", " ", " ");
        Substitute(text, static (first, second) => IsPunctuation(first) && !IsNumber(second), " ", " ", "");

        return SeparateSymbols(text.ToString());
    }

    /// <summary>
    /// Replaces every two neighbours that match by before, first, between, second, after; as a regular expression goes on behind a match.
    /// </summary>
    private static void Substitute(StringBuilder text, Func<Rune, Rune, bool> matches, string before, string between, string after)
    {
        Rune[] runes = [.. text.ToString().EnumerateRunes()];
        _ = text.Clear();

        for (int position = 0; position < runes.Length; position++)
        {
            if (position + 1 < runes.Length && matches(runes[position], runes[position + 1]))
            {
                _ = text.Append(before).Append(runes[position].ToString())
                    .Append(between).Append(runes[position + 1].ToString()).Append(after);
                position++;
            }
            else
            {
                _ = text.Append(runes[position].ToString());
            }
        }
    }

    private static string SeparateSymbols(string text)
    {
        StringBuilder separated = new(text.Length);

        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = IsSymbol(rune) ? separated.Append(' ').Append(rune.ToString()).Append(' ') : separated.Append(rune.ToString());
        }

        return separated.ToString();
    }

    private static List<string> Characters(string segment)
    {
        List<string> characters = [];

        foreach (Rune rune in segment.EnumerateRunes())
        {
            if (!(rune.IsBmp && SegmentText.IsWhiteSpace((char)rune.Value)))
            {
                characters.Add(rune.ToString());
            }
        }

        return characters;
    }

    private static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsPunctuation(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private static bool IsSymbol(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol;

    // ASCII punctuation without the apostrophe, comma, hyphen and point; the space is one of them.
    [GeneratedRegex(@"([{-~\[-` -&(-+:-@/])", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();

    [GeneratedRegex("([^0-9])([.,])", RegexOptions.CultureInvariant)]
    private static partial Regex PointAfterNonDigit();

    [GeneratedRegex("([.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PointBeforeNonDigit();

    [GeneratedRegex("([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
