/// <summary>The greatest lane.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static float LargestMagnitude(Vector512<int> bits)
{
    Vector256<int> of8 = Vector256.Max(bits.GetLower(), bits.GetUpper());
    Vector128<int> of4 = Vector128.Max(of8.GetLower(), of8.GetUpper());
    Vector128<int> pairs = Vector128.Max(of4, Vector128.Shuffle(of4, Vector128.Create(2, 3, 0, 1)));

    return BitConverter.Int32BitsToSingle(Math.Max(pairs[0], pairs[1]));
}

/// <summary>The sums of two neighbouring products each.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector512<int> MultiplyPairs(Vector512<short> left, Vector512<short> right)
{
    Vector512<int> sums = Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(left, right)
        : (((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16)) + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16));

    return sums;
}

/// <summary>float16 numbers that have no sign, as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector512<float> FromFloat16(ushort* stored)
{
    return (Vector512.WidenLower((*(Vector256<ushort>*)stored).ToVector512Unsafe()) << 13).AsSingle() * Vector512.Create(5.192297E+33f);
}
