/// <summary>Bytes as integers.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector128<int> Zeros(sbyte* stored)
{
    Vector128<int> zeros = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)stored).AsSByte()));

    return zeros;
}
