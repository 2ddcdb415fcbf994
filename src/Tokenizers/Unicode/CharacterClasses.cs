using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Which class a character is of, and the other questions that tokenizers ask about one.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Table = Tabulate();

    /// <summary>The classes of all UTF-16 code units.</summary>
    public static ReadOnlySpan<CharacterClass> OfUnits => Table;

    /// <summary>The class of the character at a position, and how many code units it takes.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int position, out int length)
    {
        CharacterClass unit = Table[text[position]];
        length = 1;

        if (unit == CharacterClass.Surrogate
            && Rune.DecodeFromUtf16(text[position..], out Rune character, out length) == OperationStatus.Done)
        {
            return Of(character);
        }

        return unit == CharacterClass.Surrogate ? CharacterClass.Other : unit;
    }

    /// <summary>The class of a character.</summary>
    public static CharacterClass Of(Rune character) => Of(Rune.GetUnicodeCategory(character), Rune.IsWhiteSpace(character));

    /// <summary>Punctuation, to which in ASCII signs like '$' and '+' belong.</summary>
    public static bool IsPunctuation(Rune character) => character.IsAscii
        ? char.IsPunctuation((char)character.Value) || char.IsSymbol((char)character.Value)
        : CharacterSet.Punctuation.Contains(character);

    /// <summary>General category N.</summary>
    public static bool IsNumeric(Rune character) => Of(character) == CharacterClass.Number;

    /// <summary>\w of Unicode Technical Standard 18: alphabetic, marks, decimal digits, connectors and joiners.</summary>
    public static bool IsWord(Rune character) => IsJoiner(character.Value) || IsCircledLetter(character.Value)
        || Rune.GetUnicodeCategory(character)
            is <= UnicodeCategory.LetterNumber
            or UnicodeCategory.ConnectorPunctuation;

    private static bool IsJoiner(int character) => character is 0x200C or 0x200D;

    // Symbols by category, and yet alphabetic.
    private static bool IsCircledLetter(int character) =>
        character is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    private static CharacterClass[] Tabulate()
    {
        CharacterClass[] classes = new CharacterClass[char.MaxValue + 1];

        for (int unit = 0; unit < classes.Length; unit++)
        {
            classes[unit] = Of(CharUnicodeInfo.GetUnicodeCategory((char)unit), char.IsWhiteSpace((char)unit));
        }

        return classes;
    }

    private static CharacterClass Of(UnicodeCategory category, bool isSpace) => category switch
    {
        _ when isSpace => CharacterClass.Space,
        <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
        UnicodeCategory.Surrogate => CharacterClass.Surrogate,
        _ => CharacterClass.Other,
    };
}
