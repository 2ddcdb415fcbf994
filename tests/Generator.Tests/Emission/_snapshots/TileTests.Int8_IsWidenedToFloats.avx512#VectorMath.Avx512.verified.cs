/// <summary>8-bit integers as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector512<float> FromInt8(sbyte* stored)
{
    Vector512<int> words = Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(*(Vector128<sbyte>*)stored)
        : Vector512.WidenLower(Vector256.WidenLower((*(Vector128<sbyte>*)stored).ToVector256Unsafe()).ToVector512Unsafe());

    return Vector512.ConvertToSingle(words);
}
