/// <summary>8-bit integers as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector128<float> FromInt8(sbyte* stored)
{
    Vector128<int> words = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)stored).AsSByte()));

    return Vector128.ConvertToSingle(words);
}
