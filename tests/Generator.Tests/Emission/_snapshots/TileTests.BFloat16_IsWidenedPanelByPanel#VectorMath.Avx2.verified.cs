/// <summary>bfloat16 numbers as floats: their bits are the upper halves.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<float> FromBFloat16(ushort* stored)
{
    return (Vector256.WidenLower((*(Vector128<ushort>*)stored).ToVector256Unsafe()) << 16).AsSingle();
}
