/// <summary>Bytes as integers.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector512<int> Zeros(sbyte* stored)
{
    return Vector512.WidenLower(Vector512.WidenLower((*(Vector256<sbyte>*)stored).ToVector512Unsafe()));
}
