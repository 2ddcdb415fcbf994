using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The emitted activations and their derivatives against double, with the errors that their comments state.</summary>
public sealed class ActivationTests
{
    /// <summary>One activation: what is emitted, what it should be at every sample, and the error of its values relative to themselves.</summary>
    private sealed class Activation(
        VectorFunction value, VectorFunction withDerivative, Func<double, double> exact, Func<double, double> derivative, double relativeError)
    {
        private readonly Lazy<double[]> _exact = new(() => Array.ConvertAll(FloatSamples.All, x => exact(x)));
        private readonly Lazy<double[]> _derivatives = new(() => Array.ConvertAll(FloatSamples.All, x => derivative(x)));

        public VectorFunction Value => value;

        public VectorFunction WithDerivative => withDerivative;

        public double[] Exact => _exact.Value;

        public double[] Derivatives => _derivatives.Value;

        public double RelativeError => relativeError;
    }

    private static readonly Dictionary<string, Activation> Activations = new()
    {
        ["Gelu"] = new(new GeluFunction(false), new GeluFunction(true), DoubleReference.Gelu, DoubleReference.GeluDerivative, 5e-6),
        ["GeluTanh"] = new(
            new GeluTanhFunction(false), new GeluTanhFunction(true), DoubleReference.GeluTanh, DoubleReference.GeluTanhDerivative, 1.3e-5),
        ["QuickGelu"] = new(
            new QuickGeluFunction(false), new QuickGeluFunction(true), DoubleReference.QuickGelu, DoubleReference.QuickGeluDerivative, 1e-5),
        ["Silu"] = new(new SiluFunction(false), new SiluFunction(true), DoubleReference.Silu, DoubleReference.SiluDerivative, 3e-7),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];

            foreach (string set in VectorMathModel.SetNames)
            {
                foreach (string activation in Activations.Keys)
                {
                    cases.Add(set, activation);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_IsWithinItsErrors(string set, string activation)
    {
        Activation expected = Activations[activation];
        float[] x = FloatSamples.All;
        (float[] values, _) = Apply(set, expected.Value);
        LargestError absolute = new($"{activation} over max(1, |x|)");
        LargestError relative = new($"{activation} over itself");

        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsFinite(x[i]))
            {
                double exact = expected.Exact[i];
                double error = Math.Abs(values[i] - exact);
                absolute.Add(x[i], error / Math.Max(1.0, Math.Abs(x[i])));

                if (Math.Abs(exact) > 1e-30)
                {
                    relative.Add(x[i], error / Math.Abs(exact));
                }
            }
        }

        absolute.AssertAtMost(1e-7);
        relative.AssertAtMost(expected.RelativeError);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivative_IsWithinItsError_BesideTheSameValue(string set, string activation)
    {
        Activation expected = Activations[activation];
        float[] x = FloatSamples.All;
        (float[] alone, _) = Apply(set, expected.Value);
        (float[] values, float[] derivatives) = Apply(set, expected.WithDerivative);
        LargestError error = new($"derivative of {activation}");
        int different = 0;

        for (int i = 0; i < x.Length; i++)
        {
            if (!float.IsNaN(x[i]))
            {
                different += BitConverter.SingleToInt32Bits(alone[i]) == BitConverter.SingleToInt32Bits(values[i]) ? 0 : 1;
                error.Add(x[i], Math.Abs(derivatives[i] - expected.Derivatives[i]));
            }
        }

        Assert.Equal(0, different);
        error.AssertAtMost(2e-7);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Infinities_HaveTheirLimits_AndNaNStays(string set, string activation)
    {
        float[] x = FloatSamples.All;
        (float[] values, float[] derivatives) = Apply(set, Activations[activation].WithDerivative);

        for (int i = 0; i < x.Length; i++)
        {
            bool right = x[i] switch
            {
                > 1e4f => values[i] == x[i] && derivatives[i] == 1f,
                < -1e4f => values[i] == 0f && derivatives[i] == 0f,
                float.NaN => float.IsNaN(values[i]) && float.IsNaN(derivatives[i]),
                _ => float.IsFinite(values[i]) && float.IsFinite(derivatives[i]),
            };

            if (!right)
            {
                Assert.Fail($"{activation}({x[i]:G9}) is {values[i]:G9} with the derivative {derivatives[i]:G9}");
            }
        }
    }

    private static (float[] Values, float[] Derivatives) Apply(string set, VectorFunction function)
    {
        float[] values = new float[FloatSamples.All.Length];
        float[] derivatives = new float[values.Length];
        VectorMathFixture.Model.Function(set, function)(FloatSamples.All, values, derivatives);

        return (values, derivatives);
    }
}
