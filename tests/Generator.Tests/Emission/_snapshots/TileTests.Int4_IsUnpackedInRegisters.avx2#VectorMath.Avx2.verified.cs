/// <summary>Bytes as integers.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<int> Zeros(sbyte* stored)
{
    Vector256<int> zeros = Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32(stored)
        : Vector256.WidenLower(Vector256.WidenLower((*(Vector128<sbyte>*)stored).ToVector256Unsafe()));

    return zeros;
}
