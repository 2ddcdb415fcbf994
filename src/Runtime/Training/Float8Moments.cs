using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// First moments as floats of 8 bits: sign, 4 bits of exponent and 3 of fraction below the exponent of the block's largest, which stands
/// behind the 16.
/// </summary>
internal readonly unsafe struct FirstFloat8Moments : IMomentBlock
{
    /// <inheritdoc cref="IMomentBlock.BlockBytes"/>
    public const int BlockBytes = StoredMoments.BlockLength + 1;

    // Exponents below the largest; the last one with a fraction of zero is zero itself.
    private const int Exponents = 15;

    /// <inheritdoc/>
    static nuint IMomentBlock.BlockBytes => BlockBytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenFloats Load(byte* block)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Float8.LoadCodes(block);
        Vector256<int> start = Float8.Start(block[StoredMoments.BlockLength], Exponents);

        return new SixteenFloats(Decode(lower, start), Decode(upper, start));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* block, SixteenFloats values, SixteenBits random)
    {
        Vector256<int> lower = Float8.Round(Vector256.Abs(values.Lower), random.Lower);
        Vector256<int> upper = Float8.Round(Vector256.Abs(values.Upper), random.Upper);
        int exponent = Float8.LargestExponent(lower, upper);
        Vector256<int> start = Float8.Start(exponent, Exponents);
        Float8.StoreCodes(block, Encode(values.Lower, lower, random.Lower, start), Encode(values.Upper, upper, random.Upper, start));
        block[StoredMoments.BlockLength] = (byte)exponent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Decode(Vector256<uint> codes, Vector256<int> start)
    {
        Vector256<int> magnitude = Float8.Decode(codes.AsInt32() & Vector256.Create(0x7F), start);

        return (magnitude.AsUInt32() | ((codes & Vector256.Create(0x80u)) << 24)).AsSingle();
    }

    // A number below the least code is that one as often as it is large, and else zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Encode(Vector256<float> values, Vector256<int> rounded, Vector256<uint> random, Vector256<int> start)
    {
        Vector256<float> least = Float8.Decode(Vector256<int>.One, start).AsSingle();
        Vector256<float> share = Vector256.ConvertToSingle(random.AsInt32()) * Vector256.Create(1f / (1 << 16));
        Vector256<int> isKept = Vector256.GreaterThan(Vector256.Abs(values), least * share).AsInt32();
        Vector256<int> codes = Vector256.Max((rounded >> Float8.DroppedBits) - start, Vector256<int>.One) & isKept;

        return codes.AsUInt32() | ((values.AsUInt32() >>> 24) & Vector256.Create(0x80u) & isKept.AsUInt32());
    }
}

/// <summary>
/// Second moments as floats of 8 bits: 5 bits of exponent and 3 of fraction below the exponent of the block's largest, which stands behind
/// the 16. What is not zero never becomes it, for a parameter is divided by its root.
/// </summary>
internal readonly unsafe struct SecondFloat8Moments : IMomentBlock
{
    private const int Exponents = 31;

    /// <inheritdoc/>
    static nuint IMomentBlock.BlockBytes => FirstFloat8Moments.BlockBytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenFloats Load(byte* block)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Float8.LoadCodes(block);
        Vector256<int> start = Float8.Start(block[StoredMoments.BlockLength], Exponents);

        return new SixteenFloats(Float8.Decode(lower.AsInt32(), start).AsSingle(), Float8.Decode(upper.AsInt32(), start).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* block, SixteenFloats values, SixteenBits random)
    {
        Vector256<int> lower = Float8.Round(values.Lower, random.Lower);
        Vector256<int> upper = Float8.Round(values.Upper, random.Upper);
        int exponent = Float8.LargestExponent(lower, upper);
        Vector256<int> start = Float8.Start(exponent, Exponents);
        Float8.StoreCodes(block, Encode(values.Lower, lower, start), Encode(values.Upper, upper, start));
        block[StoredMoments.BlockLength] = (byte)exponent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Encode(Vector256<float> values, Vector256<int> rounded, Vector256<int> start)
    {
        Vector256<int> codes = Vector256.Max((rounded >> Float8.DroppedBits) - start, Vector256<int>.One);

        return Vector256.AndNot(codes, Vector256.Equals(values.AsInt32(), Vector256<int>.Zero)).AsUInt32();
    }
}

/// <summary>What floats of 8 bits with a common exponent have in common, whether they have a sign or not.</summary>
internal static unsafe class Float8
{
    /// <summary>Bits of a float's fraction that are rounded away: 3 stay.</summary>
    public const int DroppedBits = 20;

    /// <summary>Exponent and 3 bits of fraction of the code 0, which stands for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Start(int largestExponent, int exponents) => Vector256.Create((largestExponent - exponents) << 3);

    /// <summary>The bits of the floats that codes without a sign stand for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Decode(Vector256<int> codes, Vector256<int> start)
    {
        // Where all of a block is tiny, codes begin below zero, where no number has one.
        Vector256<int> bits = Vector256.Max(codes + start, Vector256<int>.Zero) << DroppedBits;

        return Vector256.AndNot(bits, Vector256.Equals(codes, Vector256<int>.Zero));
    }

    /// <summary>The bits of numbers that are not negative, rounded to 3 bits of fraction: the exponents of what remains count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Round(Vector256<float> values, Vector256<uint> random) =>
        ((values.AsUInt32() + (random << (DroppedBits - 16))) & Vector256.Create(uint.MaxValue << DroppedBits)).AsInt32();

    /// <summary>The exponent of the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LargestExponent(Vector256<int> lower, Vector256<int> upper)
    {
        Vector256<int> eight = Vector256.Max(lower, upper);
        Vector128<int> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        Vector128<int> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));

        return Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2)))[0] >> 23;
    }

    /// <summary>The 16 codes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<uint> Lower, Vector256<uint> Upper) LoadCodes(byte* block)
    {
        Vector128<byte> codes = *(Vector128<byte>*)block;
        Vector128<ushort> lower = Vector128.WidenLower(codes);
        Vector128<ushort> upper = Vector128.WidenUpper(codes);

        return (
            Vector256.Create(Vector128.WidenLower(lower), Vector128.WidenUpper(lower)),
            Vector256.Create(Vector128.WidenLower(upper), Vector128.WidenUpper(upper)));
    }

    /// <summary>Writes the 16 codes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreCodes(byte* block, Vector256<uint> lower, Vector256<uint> upper)
    {
        Vector256<ushort> codes = Vector256.Narrow(lower, upper);
        *(Vector128<byte>*)block = Vector128.Narrow(codes.GetLower(), codes.GetUpper());
    }
}
