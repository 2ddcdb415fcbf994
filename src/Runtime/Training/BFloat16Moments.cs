using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>Moments as the upper halves of their floats.</summary>
internal readonly unsafe struct BFloat16Moments : IMomentBlock
{
    /// <inheritdoc cref="IMomentBlock.BlockBytes"/>
    public const int BlockBytes = StoredMoments.BlockLength * sizeof(ushort);

    /// <inheritdoc/>
    static nuint IMomentBlock.BlockBytes => BlockBytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenFloats Load(byte* block)
    {
        Vector128<ushort> lower = *(Vector128<ushort>*)block;
        Vector128<ushort> upper = *(Vector128<ushort>*)(block + sizeof(Vector128<ushort>));

        return new SixteenFloats(Widen(lower), Widen(upper));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* block, SixteenFloats values, SixteenBits random)
    {
        // What is cut off carries into what stays as often as it is large: the mean is the number itself.
        Vector256<uint> lower = (values.Lower.AsUInt32() + random.Lower) >>> 16;
        Vector256<uint> upper = (values.Upper.AsUInt32() + random.Upper) >>> 16;
        *(Vector256<ushort>*)block = Vector256.Narrow(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector128<ushort> values) =>
        (Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values)) << 16).AsSingle();
}
