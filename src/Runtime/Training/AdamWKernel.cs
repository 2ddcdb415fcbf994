using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft;

/// <summary>The factors of one AdamW step, as PyTorch computes them in double and applies them in single.</summary>
/// <param name="GradientScale">1 / labels, times the clipping coefficient.</param>
/// <param name="Decay">1 - learning rate x weight decay.</param>
/// <param name="Beta1">The decay of the first moment.</param>
/// <param name="Beta2">The decay of the second moment.</param>
/// <param name="Gain1">1 - beta1.</param>
/// <param name="Gain2">1 - beta2.</param>
/// <param name="RootScale">1 / sqrt(1 - beta2^step).</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="StepSize">Learning rate / (1 - beta1^step).</param>
/// <param name="ClipValue">The largest value of a gradient.</param>
internal readonly record struct AdamWFactors(
    float GradientScale, float Decay, float Beta1, float Beta2, float Gain1, float Gain2, float RootScale, float Epsilon, float StepSize,
    float ClipValue = float.PositiveInfinity)
{
    /// <summary>The factors of an update.</summary>
    /// <param name="beta1">The decay of the first moment.</param>
    /// <param name="beta2">The decay of the second moment.</param>
    /// <param name="epsilon">Added to the root.</param>
    /// <param name="clipValue">The largest value of a gradient.</param>
    /// <param name="factors">What the step does to the parameters in question.</param>
    public static AdamWFactors Compute(double beta1, double beta2, double epsilon, double? clipValue, in UpdateFactors factors) => new(
        (float)factors.GradientScale,
        (float)(1 - (factors.Rate * factors.WeightDecay)),
        (float)beta1,
        (float)beta2,
        (float)(1 - beta1),
        (float)(1 - beta2),
        (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, factors.Step + 1))),
        (float)epsilon,
        (float)(factors.Rate / (1 - Math.Pow(beta1, factors.Step + 1))),
        (float)(clipValue ?? double.PositiveInfinity));
}

/// <summary>
/// The elementwise passes of the optimizer. Multiplications and additions are separate: the same bits on every instruction set.
/// </summary>
internal static unsafe class AdamWKernel
{
    /// <summary>
    /// g = scale g, between -clipValue and clipValue; p = decay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g;
    /// p -= stepSize m / (sqrt(v) rootScale + epsilon). Zero parameters with zero gradients stay zero. Moments below the smallest usual
    /// number, 1.18e-38, become zero.
    /// </summary>
    /// <remarks>
    /// A moment that gets no gradient any more, such as that of a token that is not seen again, shrinks until it is denormal, and then
    /// stays so for ever: 0.9 times the four smallest steps rounds to four. A processor takes 27 times as long for such numbers (Intel).
    /// </remarks>
    /// <param name="parameters">p.</param>
    /// <param name="gradients">g; not written.</param>
    /// <param name="first">m.</param>
    /// <param name="second">v.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    /// <param name="factors">The step's factors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update(float* parameters, float* gradients, float* first, float* second, nuint length, in AdamWFactors factors)
    {
        AdamWVectors vectors = new(factors);

        for (nuint index = 0; index < length; index += 8)
        {
            *(Vector256<float>*)(first + index) = vectors.Step(
                parameters + index, gradients + index, *(Vector256<float>*)(first + index), *(Vector256<float>*)(second + index),
                out Vector256<float> moment2);
            *(Vector256<float>*)(second + index) = moment2;
        }
    }

    /// <summary>The sum of squares in double, four lanes at a time and in a fixed order; never overflows for finite floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumSquares(float* values, nuint length)
    {
        Vector256<double> sum0 = Vector256<double>.Zero;
        Vector256<double> sum1 = Vector256<double>.Zero;
        Vector256<double> sum2 = Vector256<double>.Zero;
        Vector256<double> sum3 = Vector256<double>.Zero;
        nuint index = 0;

        for (; index + 16 <= length; index += 16)
        {
            Vector256<double> value0 = Widen(values + index);
            Vector256<double> value1 = Widen(values + index + 4);
            Vector256<double> value2 = Widen(values + index + 8);
            Vector256<double> value3 = Widen(values + index + 12);
            sum0 += value0 * value0;
            sum1 += value1 * value1;
            sum2 += value2 * value2;
            sum3 += value3 * value3;
        }

        Vector256<double> sums = sum0 + sum1 + (sum2 + sum3);
        double sum = sums[0] + sums[1] + (sums[2] + sums[3]);

        for (; index < length; index++)
        {
            sum += (double)values[index] * values[index];
        }

        return sum;
    }

    // Gradients are finite here, and so the plain instructions do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Clip(Vector256<float> values, Vector256<float> limit) =>
        Vector256.MinNative(Vector256.MaxNative(values, -limit), limit);

    // What has no exponent, by its bits: as floats, they would take their time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> WithoutDenormals(Vector256<float> values)
    {
        const int exponent = 0x7F80_0000;
        Vector256<int> isTiny = Vector256.Equals(values.AsInt32() & Vector256.Create(exponent), Vector256<int>.Zero);

        return Vector256.AndNot(values, isTiny.AsSingle());
    }

    // The processor's own conversion takes half the time of Vector256.Widen, which splits a whole vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(float* values)
    {
        Vector128<float> four = *(Vector128<float>*)values;

        return Avx.IsSupported
            ? Avx.ConvertToVector256Double(four)
            : Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }
}
