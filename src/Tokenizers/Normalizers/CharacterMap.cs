using System;
using System.Buffers.Binary;

namespace Weft.Tokenizers;

/// <summary>
/// The character map of a SentencePiece model: a double-array trie (Darts-clone) over UTF-8, whose values are places in a block of
/// replacements that end with NUL. The blob is the trie's size in bytes, the trie and the block.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <summary>Reads a map.</summary>
    /// <exception cref="FormatException">The blob is none.</exception>
    public CharacterMap(ReadOnlySpan<byte> blob)
    {
        uint size = blob.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(blob) : uint.MaxValue;

        if (size > blob.Length - sizeof(uint) || size < sizeof(uint) || size % sizeof(uint) != 0)
        {
            throw new FormatException("The character map does not have the size that it names.");
        }

        _units = new uint[size / sizeof(uint)];

        for (int i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[((i + 1) * sizeof(uint))..]);
        }

        _replacements = blob[(sizeof(uint) + (int)size)..].ToArray();
    }

    /// <summary>The replacement of the shortest or of the longest prefix of a text that has one.</summary>
    /// <returns>The length of the prefix in bytes; 0 where none has a replacement.</returns>
    public int Match(ReadOnlySpan<byte> text, bool longest, out ReadOnlySpan<byte> replacement)
    {
        int length = 0;
        int value = 0;
        uint place = Offset(_units[0]);

        for (int i = 0; i < text.Length; i++)
        {
            place ^= text[i];

            if (place >= _units.Length || Label(_units[place]) != text[i])
            {
                break;
            }

            bool hasLeaf = ((_units[place] >> 8) & 1) == 1;
            place ^= Offset(_units[place]);

            if (hasLeaf && place < _units.Length)
            {
                length = i + 1;
                value = (int)(_units[place] & int.MaxValue);

                if (!longest)
                {
                    break;
                }
            }
        }

        replacement = length == 0 ? default : this.ReplacementAt(value);

        return length;
    }

    private ReadOnlySpan<byte> ReplacementAt(int place)
    {
        ReadOnlySpan<byte> rest = _replacements.AsSpan(Math.Min(place, _replacements.Length));
        int end = rest.IndexOf((byte)0);

        return end < 0 ? rest : rest[..end];
    }

    //The layout of a unit is Darts-clone's: 8 bits of label, a bit for a leaf, a bit that widens the offset, and the offset; values have
    //bit 31.
    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static uint Label(uint unit) => unit & ((1u << 31) | 0xFF);
}
