/// <summary>Bytes as integers.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<int> Zeros(sbyte* stored)
{
    return Vector256.WidenLower(Vector256.WidenLower((*(Vector128<sbyte>*)stored).ToVector256Unsafe()));
}
