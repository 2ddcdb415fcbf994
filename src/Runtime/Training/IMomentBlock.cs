using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>16 numbers of an optimizer in fewer bytes than floats take.</summary>
internal unsafe interface IMomentBlock
{
    /// <summary>Bytes of the 16.</summary>
    static abstract nuint BlockBytes { get; }

    /// <summary>The numbers of a block.</summary>
    static abstract SixteenFloats Load(byte* block);

    /// <summary>Rounds numbers into a block: numbers that were loaded from one give the same bytes.</summary>
    /// <param name="block">Where they go.</param>
    /// <param name="values">Finite numbers, none of them denormal.</param>
    /// <param name="random">16 bits for each number, which of its two neighbours it becomes.</param>
    static abstract void Store(byte* block, SixteenFloats values, SixteenBits random);
}

/// <summary>16 floats in two vectors.</summary>
/// <param name="Lower">The first 8.</param>
/// <param name="Upper">The others.</param>
internal readonly record struct SixteenFloats(Vector256<float> Lower, Vector256<float> Upper)
{
    /// <summary>Those at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe SixteenFloats Read(float* values) => new(*(Vector256<float>*)values, *(Vector256<float>*)(values + 8));

    /// <summary>Writes them to an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Write(float* values)
    {
        *(Vector256<float>*)values = this.Lower;
        *(Vector256<float>*)(values + 8) = this.Upper;
    }
}

/// <summary>16 times 16 bits, each in the lower half of 32, of which the upper is zero.</summary>
/// <param name="Lower">The first 8.</param>
/// <param name="Upper">The others.</param>
internal readonly record struct SixteenBits(Vector256<uint> Lower, Vector256<uint> Upper)
{
    /// <summary>A half for all: rounds to the nearest.</summary>
    public static SixteenBits Half => new(Vector256.Create(0x8000u), Vector256.Create(0x8000u));
}
