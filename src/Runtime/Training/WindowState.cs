using System;
using System.Buffers.Binary;

namespace Weft;

/// <summary>The state of a source of windows: which data it is over, a seed and a position.</summary>
internal static class WindowState
{
    private const int Fields = 5;

    /// <summary>Packs the state.</summary>
    public static byte[] Save(ReadOnlySpan<int> tokens, int length, int sequences, ulong seed, ulong position) =>
        Save(TokenFingerprint.Append(TokenFingerprint.Empty, tokens), length, sequences, seed, position);

    /// <summary>Packs the state of a source over data of a fingerprint.</summary>
    public static byte[] Save(ulong fingerprint, int length, int sequences, ulong seed, ulong position)
    {
        byte[] state = new byte[Fields * sizeof(ulong)];
        Span<ulong> fields = [fingerprint, (ulong)length, (ulong)sequences, seed, position];

        for (int field = 0; field < Fields; field++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(field * sizeof(ulong)), fields[field]);
        }

        return state;
    }

    /// <summary>Unpacks the state of a source over the same data.</summary>
    /// <exception cref="ArgumentException">It is the state of another source.</exception>
    public static (ulong Seed, ulong Position) Restore(ReadOnlySpan<byte> state, ReadOnlySpan<int> tokens, int length, int sequences) =>
        Restore(state, TokenFingerprint.Append(TokenFingerprint.Empty, tokens), length, sequences);

    /// <summary>Unpacks the state of a source over data of a fingerprint.</summary>
    /// <exception cref="ArgumentException">It is the state of another source.</exception>
    public static (ulong Seed, ulong Position) Restore(ReadOnlySpan<byte> state, ulong fingerprint, int length, int sequences)
    {
        if (state.Length != Fields * sizeof(ulong))
        {
            throw new ArgumentException(
                $"The state of a source of windows has {Fields * sizeof(ulong)} bytes; {state.Length} were given.", nameof(state));
        }

        if (Field(state, 1) != (ulong)length || Field(state, 2) != (ulong)sequences)
        {
            throw new ArgumentException(
                $"The state is that of batches of {Field(state, 2)} windows of {Field(state, 1)} tokens; " +
                $"this source has {sequences} of {length}.",
                nameof(state));
        }

        if (Field(state, 0) != fingerprint)
        {
            throw new ArgumentException("The state is that of a source over other tokens.", nameof(state));
        }

        return (Field(state, 3), Field(state, 4));
    }

    private static ulong Field(ReadOnlySpan<byte> state, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(state[(index * sizeof(ulong))..]);
}
