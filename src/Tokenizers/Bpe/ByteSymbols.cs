using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// GPT-2's spelling of bytes as characters that can be printed: those of Latin-1 that are visible stand for themselves, the 68 others for
/// U+0100 and on, so that the space is 'Ġ'.
/// </summary>
internal static class ByteSymbols
{
    /// <summary>The symbol of each byte.</summary>
    public static ImmutableArray<string> All { get; } = Create();

    // Behind All, which it is made of; the symbols end at U+0143.
    private static readonly short[] Bytes = Invert();

    /// <summary>Whether a vocabulary has them all: whether it works on bytes.</summary>
    public static bool AreIn(IReadOnlyDictionary<string, int> ids) => All.All(ids.ContainsKey);

    /// <summary>The most symbols that a text of so many code units can take: three for each.</summary>
    public static int MaximumCount(int length) => 3 * length;

    /// <summary>Spells the UTF-8 bytes of a text.</summary>
    /// <returns>The number of symbols.</returns>
    public static int Spell(ReadOnlySpan<char> text, Span<char> symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..character.EncodeToUtf8(bytes)])
            {
                symbols[count++] = All[value][0];
            }
        }

        return count;
    }

    /// <summary>The byte that a symbol stands for.</summary>
    public static bool TryGetByte(char symbol, out byte value)
    {
        short found = symbol < Bytes.Length ? Bytes[symbol] : (short)-1;
        value = (byte)found;

        return found >= 0;
    }

    private static ImmutableArray<string> Create()
    {
        ImmutableArray<string>.Builder symbols = ImmutableArray.CreateBuilder<string>(256);
        int hidden = 0;

        for (int value = 0; value < 256; value++)
        {
            bool visible = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            symbols.Add(((char)(visible ? value : 256 + hidden++)).ToString());
        }

        return symbols.MoveToImmutable();
    }

    private static short[] Invert()
    {
        short[] bytes = new short[0x144];
        Array.Fill(bytes, (short)-1);

        for (int value = 0; value < 256; value++)
        {
            bytes[All[value][0]] = (short)value;
        }

        return bytes;
    }
}
