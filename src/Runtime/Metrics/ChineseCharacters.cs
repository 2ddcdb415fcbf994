using System;
using System.Text;

namespace Weft;

/// <summary>
/// What sacreBLEU's "zh" takes for a Chinese character: ideographs, radicals and strokes, the punctuation and the full-width forms between
/// them. Two of its ranges, meant for ideographs beyond the basic plane, are strings of five digits behind \u, which Python reads as a
/// character and a digit: they cover U+2001 to U+2A6D, quotation marks and dashes among them, and no ideograph. Published scores have it
/// so.
/// </summary>
internal static class ChineseCharacters
{
    private static readonly (char First, char Last)[] Ranges =
    [
        ('\u2001', '\u2A6D'),
        ('\u2E80', '\u2FDF'), // Radicals.
        ('\u2FF0', '\u303F'), // Descriptions of ideographs, punctuation.
        ('\u3100', '\u312F'), // Phonetic symbols.
        ('\u31A0', '\u31EF'), // More of them, and strokes.
        ('\u3200', '\u4DB5'), // Enclosed and compatible forms, ideographs.
        ('\u4E00', '\u9FBB'), // Ideographs.
        ('\uF900', '\uFA2D'), // Compatible ideographs.
        ('\uFA30', '\uFA6A'),
        ('\uFA70', '\uFAD9'),
        ('\uFE10', '\uFE1F'), // Vertical forms.
        ('\uFE30', '\uFE4F'),
        ('\uFF00', '\uFFEF'), // Full-width and half-width forms.
    ];

    /// <summary>The text with a space before and behind each of them.</summary>
    public static string Separate(string text)
    {
        StringBuilder separated = new(text.Length * 3);

        foreach (char character in text)
        {
            _ = Contains(character) ? separated.Append(' ').Append(character).Append(' ') : separated.Append(character);
        }

        return separated.ToString();
    }

    private static bool Contains(char character) => Array.Exists(Ranges, range => character >= range.First && character <= range.Last);
}
