using System;

namespace Weft;

/// <summary>bfloat16, the upper half of a float's bits: its sign, its exponent and 7 bits of its fraction.</summary>
internal static class BFloat16Bits
{
    /// <summary>The nearest bfloat16, ties to even.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);

        // Half of the last bit that stays, one less where that bit is 0, carries into it; a NaN would carry into an infinity.
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The same number as a float.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
