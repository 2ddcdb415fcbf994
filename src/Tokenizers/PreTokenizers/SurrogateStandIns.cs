using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Replaces characters beyond U+FFFF by characters of one code unit and the same general category, so that \p{L} and the like find them in
/// .NET's regular expressions, which see two halves of category Cs otherwise. An expression that names such characters one by one would not
/// find them.
/// </summary>
internal static class SurrogateStandIns
{
    // Han by script, and assigned too late to be in the ranges that older expressions spell out.
    private const char Ideograph = '\u9FFF';
    private static readonly char[] ByCategory = Choose();

    /// <summary>The text with stand-ins, and for each place in it the place in the original, one more for the end.</summary>
    public static string Replace(ReadOnlySpan<char> text, out int[] positions)
    {
        StringBuilder shortened = new(text.Length);
        List<int> places = new(text.Length + 1);
        int place = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            places.Add(place);
            place += character.Utf16SequenceLength;
            _ = shortened.Append(character.IsBmp ? (char)character.Value : StandInOf(character));
        }

        places.Add(place);
        positions = [.. places];

        return shortened.ToString();
    }

    private static char StandInOf(Rune character) => character.Value is >= 0x20000 and <= 0x3FFFF
        ? Ideograph
        : ByCategory[(int)Rune.GetUnicodeCategory(character)];

    /// <summary>Of each category the last character below the surrogates: a rare one, of no script that expressions name.</summary>
    private static char[] Choose()
    {
        char[] choice = new char[(int)UnicodeCategory.OtherNotAssigned + 1];

        for (char unit = '\0'; unit < '\uA960'; unit++)
        {
            choice[(int)CharUnicodeInfo.GetUnicodeCategory(unit)] = unit;
        }

        choice[(int)UnicodeCategory.PrivateUse] = '\uE000';

        return choice;
    }
}
