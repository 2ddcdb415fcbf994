/// <summary>Bytes as integers.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector512<int> Zeros(sbyte* stored)
{
    Vector512<int> zeros = Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(*(Vector128<sbyte>*)stored)
        : Vector512.WidenLower(Vector512.WidenLower((*(Vector256<sbyte>*)stored).ToVector512Unsafe()));

    return zeros;
}
