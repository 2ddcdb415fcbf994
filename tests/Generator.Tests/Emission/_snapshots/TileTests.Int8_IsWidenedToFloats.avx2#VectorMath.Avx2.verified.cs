/// <summary>8-bit integers as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<float> FromInt8(sbyte* stored)
{
    Vector256<int> words = Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32(stored)
        : Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)stored).AsSByte()).ToVector256Unsafe());

    return Vector256.ConvertToSingle(words);
}
