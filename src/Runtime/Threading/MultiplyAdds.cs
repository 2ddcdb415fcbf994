using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Weft;

/// <summary>
/// Chains of multiply-adds that do not wait for one another: twelve, more than latency times units of any processor so far.
/// </summary>
internal static class MultiplyAdds
{
    private const int Rounds = 20_000;
    private const int Chains = 12;

    /// <summary>Runs some hundred thousand with the widest vectors the processor has.</summary>
    /// <param name="result">What they come to, so that nobody optimizes them away.</param>
    /// <returns>The operations; a multiply-add counts as two for each lane.</returns>
    public static double Run(out float result) =>
        Avx512F.IsSupported ? Run<Vector512<float>, Avx512MultiplyAdd>(out result)
        : Fma.IsSupported ? Run<Vector256<float>, Avx2MultiplyAdd>(out result)
        : AdvSimd.IsSupported ? Run<Vector128<float>, NeonMultiplyAdd>(out result)
        : Run<Vector128<float>, PortableMultiplyAdd>(out result);

    /// <inheritdoc cref="Run(out float)"/>
    /// <typeparam name="TVector">The vector.</typeparam>
    /// <typeparam name="TSet">Its multiply-add; the JIT compiles a loop of its own for each, as fast as one written by hand.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run<TVector, TSet>(out float result)
        where TVector : struct
        where TSet : struct, IMultiplyAdd<TVector>
    {
        TVector factor = TSet.Half;
        TVector chain0 = factor;
        TVector chain1 = factor;
        TVector chain2 = factor;
        TVector chain3 = factor;
        TVector chain4 = factor;
        TVector chain5 = factor;
        TVector chain6 = factor;
        TVector chain7 = factor;
        TVector chain8 = factor;
        TVector chain9 = factor;
        TVector chain10 = factor;
        TVector chain11 = factor;

        for (int round = 0; round < Rounds; round++)
        {
            chain0 = TSet.MultiplyAdd(chain0, factor);
            chain1 = TSet.MultiplyAdd(chain1, factor);
            chain2 = TSet.MultiplyAdd(chain2, factor);
            chain3 = TSet.MultiplyAdd(chain3, factor);
            chain4 = TSet.MultiplyAdd(chain4, factor);
            chain5 = TSet.MultiplyAdd(chain5, factor);
            chain6 = TSet.MultiplyAdd(chain6, factor);
            chain7 = TSet.MultiplyAdd(chain7, factor);
            chain8 = TSet.MultiplyAdd(chain8, factor);
            chain9 = TSet.MultiplyAdd(chain9, factor);
            chain10 = TSet.MultiplyAdd(chain10, factor);
            chain11 = TSet.MultiplyAdd(chain11, factor);
        }

        result = First(chain0) + First(chain1) + First(chain2) + First(chain3) + First(chain4) + First(chain5)
            + First(chain6) + First(chain7) + First(chain8) + First(chain9) + First(chain10) + First(chain11);

        return 2.0 * Rounds * Chains * (Unsafe.SizeOf<TVector>() / sizeof(float));
    }

    private static float First<TVector>(TVector vector)
        where TVector : struct => Unsafe.As<TVector, float>(ref vector);
}
