using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>The factors of one step of stochastic gradient descent.</summary>
/// <param name="GradientScale">1 / labels, times the clipping coefficient.</param>
/// <param name="ClipValue">The largest value of a gradient.</param>
/// <param name="Decay">The weight decay.</param>
/// <param name="Momentum">The share of the momentum that stays.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="IsNesterov">Whether the gradient counts once more.</param>
internal readonly record struct SgdFactors(
    float GradientScale, float ClipValue, float Decay, float Momentum, float Rate, bool IsNesterov);

/// <summary>
/// The elementwise passes of stochastic gradient descent. Multiplications and additions are separate: the same bits on every instruction
/// set.
/// </summary>
internal static unsafe class SgdKernel
{
    /// <summary>g = scale g, between -clipValue and clipValue; p -= rate (g + decay p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update(in UpdatePlace place, in SgdFactors factors)
    {
        Vector256<float> scale = Vector256.Create(factors.GradientScale);
        Vector256<float> clip = Vector256.Create(factors.ClipValue);
        Vector256<float> decay = Vector256.Create(factors.Decay);
        Vector256<float> rate = Vector256.Create(factors.Rate);
        float* parameters = place.Parameters;
        float* gradients = place.Gradients;

        for (nuint index = 0; index < place.Length; index += 8)
        {
            Vector256<float> parameter = *(Vector256<float>*)(parameters + index);
            Vector256<float> gradient = AdamWKernel.Clip(*(Vector256<float>*)(gradients + index) * scale, clip) + (parameter * decay);
            *(Vector256<float>*)(parameters + index) = parameter - (gradient * rate);
        }
    }

    /// <summary>
    /// g = scale g, between -clipValue and clipValue; g += decay p; m = momentum m + g; p -= rate m, or with Nesterov
    /// p -= rate (g + momentum m). A momentum below the smallest usual number, 1.18e-38, becomes zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UpdateWithMomentum(in UpdatePlace place, in SgdFactors factors)
    {
        Vector256<float> scale = Vector256.Create(factors.GradientScale);
        Vector256<float> clip = Vector256.Create(factors.ClipValue);
        Vector256<float> decay = Vector256.Create(factors.Decay);
        Vector256<float> share = Vector256.Create(factors.Momentum);
        Vector256<float> rate = Vector256.Create(factors.Rate);
        float* parameters = place.Parameters;
        float* gradients = place.Gradients;
        float* momenta = (float*)place.First;

        for (nuint index = 0; index < place.Length; index += 8)
        {
            Vector256<float> parameter = *(Vector256<float>*)(parameters + index);
            Vector256<float> gradient = AdamWKernel.Clip(*(Vector256<float>*)(gradients + index) * scale, clip) + (parameter * decay);
            Vector256<float> momentum = AdamWKernel.WithoutDenormals((*(Vector256<float>*)(momenta + index) * share) + gradient);
            *(Vector256<float>*)(momenta + index) = momentum;
            Vector256<float> direction = factors.IsNesterov ? gradient + (momentum * share) : momentum;
            *(Vector256<float>*)(parameters + index) = parameter - (direction * rate);
        }
    }
}
