using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Weft.Generator.Specification;

/// <summary>How messages spell numbers, names and foreign text.</summary>
internal static class Wording
{
    private const int LongestShown = 60;

    /// <summary>Digits only: 1024.</summary>
    public static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Digits in groups: 16,777,216.</summary>
    public static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A list in words: a, b and c.</summary>
    public static string Join(IReadOnlyList<string> words, string conjunction = "and")
    {
        StringBuilder text = new();

        for (int i = 0; i < words.Count; i++)
        {
            text.Append(i == 0 ? "" : i == words.Count - 1 ? $" {conjunction} " : ", ").Append(words[i]);
        }

        return text.ToString();
    }

    /// <summary>Text from a file, safe to print: shortened, and with invisible characters written as \uXXXX.</summary>
    public static string Show(string text)
    {
        StringBuilder shown = new();

        foreach (char character in text)
        {
            if (shown.Length >= LongestShown)
            {
                return shown.Append("...").ToString();
            }

            shown.Append(IsVisible(character) ? character.ToString() : Escape(character));
        }

        return shown.ToString();
    }

    /// <summary>U+0000.</summary>
    public static string CodePoint(char character) => "U+" + ((int)character).ToString("X4", CultureInfo.InvariantCulture);

    private static string Escape(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => "\\u" + ((int)character).ToString("X4", CultureInfo.InvariantCulture),
    };

    private static bool IsVisible(char character) => character == ' ' || CharUnicodeInfo.GetUnicodeCategory(character) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
