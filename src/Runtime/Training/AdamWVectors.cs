using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>The factors of a step as vectors, and what it does to 8 parameters.</summary>
/// <param name="factors">The step's factors.</param>
internal readonly unsafe struct AdamWVectors(in AdamWFactors factors)
{
    private readonly Vector256<float> _scale = Vector256.Create(factors.GradientScale);
    private readonly Vector256<float> _clip = Vector256.Create(factors.ClipValue);
    private readonly Vector256<float> _decay = Vector256.Create(factors.Decay);
    private readonly Vector256<float> _beta1 = Vector256.Create(factors.Beta1);
    private readonly Vector256<float> _beta2 = Vector256.Create(factors.Beta2);
    private readonly Vector256<float> _gain1 = Vector256.Create(factors.Gain1);
    private readonly Vector256<float> _gain2 = Vector256.Create(factors.Gain2);
    private readonly Vector256<float> _rootScale = Vector256.Create(factors.RootScale);
    private readonly Vector256<float> _epsilon = Vector256.Create(factors.Epsilon);
    private readonly Vector256<float> _stepSize = Vector256.Create(factors.StepSize);

    /// <summary>Updates 8 parameters.</summary>
    /// <param name="parameters">p.</param>
    /// <param name="gradients">g; not written.</param>
    /// <param name="first">m before.</param>
    /// <param name="second">v before.</param>
    /// <param name="newSecond">v.</param>
    /// <returns>m.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Step(
        float* parameters, float* gradients, Vector256<float> first, Vector256<float> second, out Vector256<float> newSecond)
    {
        Vector256<float> gradient = AdamWKernel.Clip(*(Vector256<float>*)gradients * _scale, _clip);
        Vector256<float> moment1 = AdamWKernel.WithoutDenormals((first * _beta1) + (gradient * _gain1));
        Vector256<float> moment2 = AdamWKernel.WithoutDenormals((second * _beta2) + (gradient * _gain2 * gradient));
        Vector256<float> denominator = (Vector256.Sqrt(moment2) * _rootScale) + _epsilon;
        Vector256<float> parameter = *(Vector256<float>*)parameters * _decay;
        *(Vector256<float>*)parameters = parameter - (_stepSize * (moment1 / denominator));
        newSecond = moment2;

        return moment1;
    }
}
