using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// The cyclic redundancy check of 32 bits with Castagnoli's polynomial (RFC 3720, appendix B.4), for which processors have an instruction.
/// A changed bit is always noticed, and so is a run of changes within 32 bits.
/// </summary>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    /// <summary>The check of everything so far.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Goes on with these bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        uint state = _state;

        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, rest);
        }

        _state = state;
    }
}
