using System;
using System.Buffers.Binary;

namespace Weft;

/// <summary>The state of a source of sentence pairs: which data it is over, how it is packed, a seed and a position.</summary>
internal static class PairState
{
    private const int Fields = 6;

    /// <summary>Packs the state.</summary>
    public static byte[] Save(SentencePairs pairs, PairPacking packing, ulong seed, long epoch, int position)
    {
        byte[] state = new byte[Fields * sizeof(ulong)];
        Span<ulong> fields = [pairs.Fingerprint, (ulong)packing.Tokens, (ulong)packing.Sequences, seed, (ulong)epoch, (ulong)position];

        for (int field = 0; field < Fields; field++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(field * sizeof(ulong)), fields[field]);
        }

        return state;
    }

    /// <summary>Unpacks the state of a source over the same data.</summary>
    /// <exception cref="ArgumentException">It is the state of another source.</exception>
    public static (ulong Seed, long Epoch, int Position) Restore(ReadOnlySpan<byte> state, SentencePairs pairs, PairPacking packing)
    {
        if (state.Length != Fields * sizeof(ulong))
        {
            throw new ArgumentException(
                $"The state of a source of sentence pairs has {Fields * sizeof(ulong)} bytes; {state.Length} were given.", nameof(state));
        }

        if (Field(state, 1) != (ulong)packing.Tokens || Field(state, 2) != (ulong)packing.Sequences)
        {
            throw new ArgumentException(
                $"The state is that of batches of {Field(state, 1)} tokens and {Field(state, 2)} pairs at most; " +
                $"this source has {packing.Tokens} and {packing.Sequences}.",
                nameof(state));
        }

        if (Field(state, 0) != pairs.Fingerprint)
        {
            throw new ArgumentException(
                "The state is that of a source over other sentences, or over the same in other subwords.", nameof(state));
        }

        ulong epoch = Field(state, 4);
        ulong position = Field(state, 5);

        return epoch <= long.MaxValue && position <= (ulong)pairs.Count
            ? (Field(state, 3), (long)epoch, (int)position)
            : throw new ArgumentException($"The state is at position {position} of {pairs.Count} in epoch {epoch}.", nameof(state));
    }

    private static ulong Field(ReadOnlySpan<byte> state, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(state[(index * sizeof(ulong))..]);
}
