using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Weft.Tokenizers;

/// <summary>
/// Remembers the tokens of short pieces. A piece has two places, by its hash; a new one takes the first and moves what was there to the second.
/// Entries do not change once they are published, so that threads share them without a lock, and what is found allocates nothing.
/// </summary>
internal sealed class CachedModel(TokenModel model) : TokenModel(model.Vocabulary)
{
    private const int LongestPiece = 48;
    private const int Places = 1 << 16;
    private readonly Entry?[] _entries = new Entry?[Places];

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (piece.Length > LongestPiece)
        {
            model.Encode(piece, ids);

            return;
        }

        uint place = Hash(piece);

        if (_entries[place] is Entry first && piece.SequenceEqual(first.Piece))
        {
            first.AddTo(ids);
        }
        else if (_entries[place ^ 1] is Entry second && piece.SequenceEqual(second.Piece))
        {
            second.AddTo(ids);
        }
        else
        {
            this.EncodeAndRemember(piece, ids, place);
        }
    }

    private void EncodeAndRemember(ReadOnlySpan<char> piece, List<int> ids, uint place)
    {
        int before = ids.Count;
        model.Encode(piece, ids);
        Entry entry = new(piece.ToArray(), CollectionsMarshal.AsSpan(ids)[before..].ToArray());
        _entries[place ^ 1] = _entries[place];
        _entries[place] = entry;
    }

    /// <summary>Mixes four code units at a time; the last ones overlap those before.</summary>
    private static uint Hash(ReadOnlySpan<char> piece)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(piece);
        ulong hash = (ulong)bytes.Length;

        if (bytes.Length < sizeof(ulong))
        {
            foreach (char unit in piece)
            {
                hash = (hash << 16) ^ unit;
            }

            return (uint)(((hash + Multiplier) * Multiplier) >> 48);
        }

        for (int i = 0; i < bytes.Length - sizeof(ulong); i += sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes[i..])) * Multiplier;
            hash ^= hash >> 32;
        }

        return (uint)(((hash ^ MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..])) * Multiplier) >> 48);
    }

    private sealed class Entry(char[] piece, int[] ids)
    {
        public ReadOnlySpan<char> Piece => piece;

        public void AddTo(List<int> list)
        {
            if (ids.Length == 1)
            {
                list.Add(ids[0]);
            }
            else
            {
                list.AddRange(ids.AsSpan());
            }
        }
    }
}
