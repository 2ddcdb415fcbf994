/// <summary>The greatest lane.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static float LargestMagnitude(Vector128<int> bits)
{
    Vector128<int> pairs = Vector128.Max(bits, Vector128.Shuffle(bits, Vector128.Create(2, 3, 0, 1)));

    return BitConverter.Int32BitsToSingle(Math.Max(pairs[0], pairs[1]));
}

/// <summary>The sums of two neighbouring products each.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector128<int> MultiplyPairs(Vector128<short> left, Vector128<short> right)
{
    Vector128<int> sums = AdvSimd.Arm64.IsSupported
        ? AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(left.GetLower(), right.GetLower()), AdvSimd.MultiplyWideningUpper(left, right))
        : (((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16)) + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16));

    return sums;
}

/// <summary>float16 numbers that have no sign, as floats.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector128<float> FromFloat16(ushort* stored)
{
    return (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)stored).AsUInt16()) << 13).AsSingle() * Vector128.Create(
        5.192297E+33f);
}
