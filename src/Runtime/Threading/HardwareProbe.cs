using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Weft;

/// <summary>Measures what the processor can do, to say how much of it a model reaches.</summary>
public static class HardwareProbe
{
    /// <summary>
    /// The peak of float32 multiply-adds over all threads, in GFLOP/s (a multiply-add counts as two): the best of ten slices of
    /// <paramref name="duration"/>, in registers, with the widest vectors the processor has.
    /// </summary>
    /// <param name="workers">The threads to measure.</param>
    /// <param name="duration">The time to spend; half a second gives a steady figure.</param>
    public static double MeasurePeak(Workers workers, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Probe probe = new(workers.Count, duration / Probe.Slices);
        workers.Run(probe);

        return probe.Best;
    }

    private sealed class Probe(int threads, TimeSpan slice) : IParallelWork
    {
        public const int Slices = 10;
        private readonly double[] _rates = new double[threads];
        private float _sink;

        public double Best { get; private set; }

        public void Execute(Team team, int worker)
        {
            for (int index = 0; index < Slices; index++)
            {
                team.Barrier();
                _rates[worker] = this.Measure();
                team.Barrier();

                if (worker == 0)
                {
                    this.Best = Math.Max(this.Best, Sum(_rates));
                }
            }
        }

        private static double Sum(double[] rates)
        {
            double sum = 0;

            foreach (double rate in rates)
            {
                sum += rate;
            }

            return sum;
        }

        private double Measure()
        {
            long start = Stopwatch.GetTimestamp();
            double operations = 0;
            TimeSpan elapsed;

            do
            {
                operations += MultiplyAdds.Run(out float result);
                _sink = result;
                elapsed = Stopwatch.GetElapsedTime(start);
            }
            while (elapsed < slice);

            return operations / elapsed.TotalSeconds * 1e-9;
        }
    }

    /// <summary>Chains of multiply-adds that do not wait for one another: twelve, more than latency times units of any processor so far.</summary>
    private static class MultiplyAdds
    {
        private const int Rounds = 20_000;
        private const int Chains = 12;

        /// <summary>Runs some hundred thousand and returns the operations.</summary>
        public static double Run(out float result)
        {
            if (Avx512F.IsSupported)
            {
                result = Run512();

                return 2.0 * Rounds * Chains * Vector512<float>.Count;
            }

            if (Fma.IsSupported)
            {
                result = Run256();

                return 2.0 * Rounds * Chains * Vector256<float>.Count;
            }

            result = AdvSimd.IsSupported ? Run128Fused() : Run128();

            return 2.0 * Rounds * Chains * Vector128<float>.Count;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Run512()
        {
            Vector512<float> factor = Vector512.Create(0.5f);
            Vector512<float> chain0 = factor;
            Vector512<float> chain1 = factor;
            Vector512<float> chain2 = factor;
            Vector512<float> chain3 = factor;
            Vector512<float> chain4 = factor;
            Vector512<float> chain5 = factor;
            Vector512<float> chain6 = factor;
            Vector512<float> chain7 = factor;
            Vector512<float> chain8 = factor;
            Vector512<float> chain9 = factor;
            Vector512<float> chain10 = factor;
            Vector512<float> chain11 = factor;

            for (int round = 0; round < Rounds; round++)
            {
                chain0 = Avx512F.FusedMultiplyAdd(chain0, factor, factor);
                chain1 = Avx512F.FusedMultiplyAdd(chain1, factor, factor);
                chain2 = Avx512F.FusedMultiplyAdd(chain2, factor, factor);
                chain3 = Avx512F.FusedMultiplyAdd(chain3, factor, factor);
                chain4 = Avx512F.FusedMultiplyAdd(chain4, factor, factor);
                chain5 = Avx512F.FusedMultiplyAdd(chain5, factor, factor);
                chain6 = Avx512F.FusedMultiplyAdd(chain6, factor, factor);
                chain7 = Avx512F.FusedMultiplyAdd(chain7, factor, factor);
                chain8 = Avx512F.FusedMultiplyAdd(chain8, factor, factor);
                chain9 = Avx512F.FusedMultiplyAdd(chain9, factor, factor);
                chain10 = Avx512F.FusedMultiplyAdd(chain10, factor, factor);
                chain11 = Avx512F.FusedMultiplyAdd(chain11, factor, factor);
            }

            return (chain0 + chain1 + chain2 + chain3 + chain4 + chain5 + chain6 + chain7 + chain8 + chain9 + chain10 + chain11).ToScalar();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Run256()
        {
            Vector256<float> factor = Vector256.Create(0.5f);
            Vector256<float> chain0 = factor;
            Vector256<float> chain1 = factor;
            Vector256<float> chain2 = factor;
            Vector256<float> chain3 = factor;
            Vector256<float> chain4 = factor;
            Vector256<float> chain5 = factor;
            Vector256<float> chain6 = factor;
            Vector256<float> chain7 = factor;
            Vector256<float> chain8 = factor;
            Vector256<float> chain9 = factor;
            Vector256<float> chain10 = factor;
            Vector256<float> chain11 = factor;

            for (int round = 0; round < Rounds; round++)
            {
                chain0 = Fma.MultiplyAdd(chain0, factor, factor);
                chain1 = Fma.MultiplyAdd(chain1, factor, factor);
                chain2 = Fma.MultiplyAdd(chain2, factor, factor);
                chain3 = Fma.MultiplyAdd(chain3, factor, factor);
                chain4 = Fma.MultiplyAdd(chain4, factor, factor);
                chain5 = Fma.MultiplyAdd(chain5, factor, factor);
                chain6 = Fma.MultiplyAdd(chain6, factor, factor);
                chain7 = Fma.MultiplyAdd(chain7, factor, factor);
                chain8 = Fma.MultiplyAdd(chain8, factor, factor);
                chain9 = Fma.MultiplyAdd(chain9, factor, factor);
                chain10 = Fma.MultiplyAdd(chain10, factor, factor);
                chain11 = Fma.MultiplyAdd(chain11, factor, factor);
            }

            return (chain0 + chain1 + chain2 + chain3 + chain4 + chain5 + chain6 + chain7 + chain8 + chain9 + chain10 + chain11).ToScalar();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Run128Fused()
        {
            Vector128<float> factor = Vector128.Create(0.5f);
            Vector128<float> chain0 = factor;
            Vector128<float> chain1 = factor;
            Vector128<float> chain2 = factor;
            Vector128<float> chain3 = factor;
            Vector128<float> chain4 = factor;
            Vector128<float> chain5 = factor;
            Vector128<float> chain6 = factor;
            Vector128<float> chain7 = factor;
            Vector128<float> chain8 = factor;
            Vector128<float> chain9 = factor;
            Vector128<float> chain10 = factor;
            Vector128<float> chain11 = factor;

            for (int round = 0; round < Rounds; round++)
            {
                chain0 = AdvSimd.FusedMultiplyAdd(factor, chain0, factor);
                chain1 = AdvSimd.FusedMultiplyAdd(factor, chain1, factor);
                chain2 = AdvSimd.FusedMultiplyAdd(factor, chain2, factor);
                chain3 = AdvSimd.FusedMultiplyAdd(factor, chain3, factor);
                chain4 = AdvSimd.FusedMultiplyAdd(factor, chain4, factor);
                chain5 = AdvSimd.FusedMultiplyAdd(factor, chain5, factor);
                chain6 = AdvSimd.FusedMultiplyAdd(factor, chain6, factor);
                chain7 = AdvSimd.FusedMultiplyAdd(factor, chain7, factor);
                chain8 = AdvSimd.FusedMultiplyAdd(factor, chain8, factor);
                chain9 = AdvSimd.FusedMultiplyAdd(factor, chain9, factor);
                chain10 = AdvSimd.FusedMultiplyAdd(factor, chain10, factor);
                chain11 = AdvSimd.FusedMultiplyAdd(factor, chain11, factor);
            }

            return (chain0 + chain1 + chain2 + chain3 + chain4 + chain5 + chain6 + chain7 + chain8 + chain9 + chain10 + chain11).ToScalar();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Run128()
        {
            Vector128<float> factor = Vector128.Create(0.5f);
            Vector128<float> chain0 = factor;
            Vector128<float> chain1 = factor;
            Vector128<float> chain2 = factor;
            Vector128<float> chain3 = factor;
            Vector128<float> chain4 = factor;
            Vector128<float> chain5 = factor;
            Vector128<float> chain6 = factor;
            Vector128<float> chain7 = factor;
            Vector128<float> chain8 = factor;
            Vector128<float> chain9 = factor;
            Vector128<float> chain10 = factor;
            Vector128<float> chain11 = factor;

            for (int round = 0; round < Rounds; round++)
            {
                chain0 = (chain0 * factor) + factor;
                chain1 = (chain1 * factor) + factor;
                chain2 = (chain2 * factor) + factor;
                chain3 = (chain3 * factor) + factor;
                chain4 = (chain4 * factor) + factor;
                chain5 = (chain5 * factor) + factor;
                chain6 = (chain6 * factor) + factor;
                chain7 = (chain7 * factor) + factor;
                chain8 = (chain8 * factor) + factor;
                chain9 = (chain9 * factor) + factor;
                chain10 = (chain10 * factor) + factor;
                chain11 = (chain11 * factor) + factor;
            }

            return (chain0 + chain1 + chain2 + chain3 + chain4 + chain5 + chain6 + chain7 + chain8 + chain9 + chain10 + chain11).ToScalar();
        }
    }
}
