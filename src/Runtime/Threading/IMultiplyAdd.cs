using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Weft;

/// <summary>An instruction set's multiply-add.</summary>
/// <typeparam name="TVector">Its vector of floats.</typeparam>
internal interface IMultiplyAdd<TVector>
    where TVector : struct
{
    /// <summary>0.5 in every lane.</summary>
    static abstract TVector Half { get; }

    /// <summary>value x factor + factor.</summary>
    static abstract TVector MultiplyAdd(TVector value, TVector factor);
}

/// <summary>512 bits, fused.</summary>
internal readonly struct Avx512MultiplyAdd : IMultiplyAdd<Vector512<float>>
{
    /// <inheritdoc/>
    public static Vector512<float> Half => Vector512.Create(0.5f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> value, Vector512<float> factor) =>
        Avx512F.FusedMultiplyAdd(value, factor, factor);
}

/// <summary>256 bits, fused.</summary>
internal readonly struct Avx2MultiplyAdd : IMultiplyAdd<Vector256<float>>
{
    /// <inheritdoc/>
    public static Vector256<float> Half => Vector256.Create(0.5f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> value, Vector256<float> factor) => Fma.MultiplyAdd(value, factor, factor);
}

/// <summary>128 bits, fused.</summary>
internal readonly struct NeonMultiplyAdd : IMultiplyAdd<Vector128<float>>
{
    /// <inheritdoc/>
    public static Vector128<float> Half => Vector128.Create(0.5f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> value, Vector128<float> factor) =>
        AdvSimd.FusedMultiplyAdd(factor, value, factor);
}

/// <summary>128 bits, a multiplication and an addition: runs on every processor.</summary>
internal readonly struct PortableMultiplyAdd : IMultiplyAdd<Vector128<float>>
{
    /// <inheritdoc/>
    public static Vector128<float> Half => Vector128.Create(0.5f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> value, Vector128<float> factor) => (value * factor) + factor;
}
