using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// The elementwise passes of Muon. Multiplications and additions are separate: the same bits on every instruction set.
/// </summary>
internal static unsafe class MuonKernel
{
    /// <summary>
    /// g = scale g, between -clipValue and clipValue; m = momentum m + (1 - momentum) g; direction = momentum m + (1 - momentum) g. A
    /// momentum below the smallest usual number, 1.18e-38, becomes zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ComputeDirection(in UpdatePlace place, float* direction, float gradientScale, float clipValue, float momentum)
    {
        Vector256<float> scale = Vector256.Create(gradientScale);
        Vector256<float> clip = Vector256.Create(clipValue);
        Vector256<float> share = Vector256.Create(momentum);
        Vector256<float> gain = Vector256.Create(1 - momentum);
        float* gradients = place.Gradients;
        float* momenta = (float*)place.First;

        for (nuint index = 0; index < place.Length; index += 8)
        {
            Vector256<float> gradient = AdamWKernel.Clip(*(Vector256<float>*)(gradients + index) * scale, clip) * gain;
            Vector256<float> moment = AdamWKernel.WithoutDenormals((*(Vector256<float>*)(momenta + index) * share) + gradient);
            *(Vector256<float>*)(momenta + index) = moment;
            *(Vector256<float>*)(direction + index) = (moment * share) + gradient;
        }
    }

    /// <summary>p = decay p - size direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(in UpdatePlace place, float* direction, float decay, float size)
    {
        Vector256<float> factor = Vector256.Create(decay);
        Vector256<float> length = Vector256.Create(size);
        float* parameters = place.Parameters;

        for (nuint index = 0; index < place.Length; index += 8)
        {
            *(Vector256<float>*)(parameters + index) =
                (*(Vector256<float>*)(parameters + index) * factor) - (*(Vector256<float>*)(direction + index) * length);
        }
    }
}
