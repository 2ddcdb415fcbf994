/// <summary>The greatest lane.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static float Maximum(Vector256<float> x)
{
    Vector128<float> of4 = Vector128.MaxNative(x.GetLower(), x.GetUpper());
    Vector128<float> pairs = Vector128.MaxNative(of4, Vector128.Shuffle(of4, Vector128.Create(2, 3, 0, 1)));

    return pairs[0] > pairs[1] ? pairs[0] : pairs[1];
}

/// <summary>a[0], b[0], a[1], b[1].</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static Vector128<float> InterleaveLow(Vector128<float> a, Vector128<float> b) =>
    Sse.IsSupported ? Sse.UnpackLow(a, b) :
    AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) :
    Vector128.Create(a[0], b[0], a[1], b[1]);
