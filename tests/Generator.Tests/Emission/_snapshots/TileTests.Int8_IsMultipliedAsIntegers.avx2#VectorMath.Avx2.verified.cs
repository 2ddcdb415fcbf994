/// <summary>The greatest lane.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static float LargestMagnitude(Vector256<int> bits)
{
    Vector128<int> of4 = Vector128.Max(bits.GetLower(), bits.GetUpper());
    Vector128<int> pairs = Vector128.Max(of4, Vector128.Shuffle(of4, Vector128.Create(2, 3, 0, 1)));

    return BitConverter.Int32BitsToSingle(Math.Max(pairs[0], pairs[1]));
}

/// <summary>The sums of two neighbouring products each.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<int> MultiplyPairs(Vector256<short> left, Vector256<short> right)
{
    Vector256<int> sums = Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(left, right)
        : (((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16)) + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16));

    return sums;
}

/// <summary>float16 numbers that have no sign, as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector256<float> FromFloat16(ushort* stored)
{
    return (Vector256.WidenLower((*(Vector128<ushort>*)stored).ToVector256Unsafe()) << 13).AsSingle() * Vector256.Create(5.192297E+33f);
}
