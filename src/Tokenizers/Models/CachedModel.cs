using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Weft.Tokenizers;

/// <summary>
/// Remembers the tokens of short pieces. A piece has two places, by its hash; a new one takes the first and moves what was there to the
/// second. Entries do not change once they are published, so that threads share them without a lock, and what is found allocates nothing.
/// </summary>
internal sealed class CachedModel(TokenModel model) : TokenModel(model.Vocabulary)
{
    private const int LongestPiece = 48;
    private const int Places = 1 << 16;

    // An entry is one array, so that finding it touches little memory: the length of the piece, the piece, and its ids, a half each.
    private readonly char[]?[] _entries = new char[]?[Places];

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (piece.Length > LongestPiece)
        {
            model.Encode(piece, ids);

            return;
        }

        uint place = Hash(piece);

        if (!TryAdd(_entries[place], piece, ids) && !TryAdd(_entries[place ^ 1], piece, ids))
        {
            this.EncodeAndRemember(piece, ids, place);
        }
    }

    /// <summary>Adds the ids of an entry, if it is that of a piece.</summary>
    private static bool TryAdd(char[]? entry, ReadOnlySpan<char> piece, List<int> ids)
    {
        if (entry is null || entry[0] != piece.Length || !entry.AsSpan(1, piece.Length).SequenceEqual(piece))
        {
            return false;
        }

        for (int i = piece.Length + 1; i + 1 < entry.Length; i += 2)
        {
            ids.Add(entry[i] | (entry[i + 1] << 16));
        }

        return true;
    }

    private void EncodeAndRemember(ReadOnlySpan<char> piece, List<int> ids, uint place)
    {
        int before = ids.Count;
        model.Encode(piece, ids);
        char[] entry = new char[1 + piece.Length + (2 * (ids.Count - before))];
        entry[0] = (char)piece.Length;
        piece.CopyTo(entry.AsSpan(1));

        for (int i = before, at = piece.Length + 1; i < ids.Count; i++, at += 2)
        {
            entry[at] = (char)ids[i];
            entry[at + 1] = (char)(ids[i] >> 16);
        }

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
}
