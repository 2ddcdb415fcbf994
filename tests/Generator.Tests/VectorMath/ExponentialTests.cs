using System;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The emitted exponential, hyperbolic tangent and sigmoid against double, with the errors that their comments state.</summary>
public sealed class ExponentialTests
{
    private const float SmallestNormal = -87.33654f;
    private const float LargestFinite = 88.72283f;

    // e^x of the smallest x that is not taken for 0; what is half of it is a normal float.
    private const float SmallestArgument = 2.4e-38f;

    public static TheoryData<string> Sets => VectorMathFixture.Sets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exp_IsWithinItsError_WhereAFloatIsNormal(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, new ExpBoundedFunction());
        LargestError error = new("ExpBounded");

        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] is >= SmallestNormal and <= LargestFinite)
            {
                error.Add(x[i], LargestError.InLastPlaces(values[i], Math.Exp(x[i])));
            }
        }

        error.AssertAtMost(1.2);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exp_IsZeroBelowTheRange_AndKeepsTheNaNOfArithmetic(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, new ExpBoundedFunction());

        for (int i = 0; i < x.Length; i++)
        {
            bool right = x[i] switch
            {
                < SmallestNormal => values[i] == 0f,
                > LargestFinite => true,
                float.NaN => float.IsNaN(values[i]) || !IsOfArithmetic(x[i]),
                _ => float.IsNormal(values[i]),
            };

            if (!right)
            {
                Assert.Fail($"e^{x[i]:G9} is {values[i]:G9}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tanh_IsWithinItsError(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, new TanhFunction(HasDerivative: false));
        LargestError error = new("Tanh");

        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsNaN(x[i]))
            {
                Assert.True(float.IsNaN(values[i]));
                continue;
            }

            error.Add(x[i], LargestError.InLastPlaces(values[i], Math.Tanh(x[i])));

            if (Math.Abs(values[i]) > 1f || float.IsNegative(values[i]) != float.IsNegative(x[i]))
            {
                Assert.Fail($"tanh {x[i]:G9} is {values[i]:G9}");
            }
        }

        error.AssertAtMost(2.8);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void DerivativeOfTanh_LosesNothingWhereTanhIsOne_BesideTheSameValue(string set)
    {
        float[] x = FloatSamples.All;
        float[] alone = Apply(set, new TanhFunction(HasDerivative: false));
        float[] values = new float[x.Length];
        float[] derivatives = new float[x.Length];
        VectorMathFixture.Model.Function(set, new TanhFunction(HasDerivative: true))(x, values, derivatives);
        LargestError error = new("derivative of Tanh");

        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsNaN(x[i]))
            {
                Assert.True(float.IsNaN(values[i]) && float.IsNaN(derivatives[i]));
                continue;
            }

            Assert.Equal(BitConverter.SingleToInt32Bits(alone[i]), BitConverter.SingleToInt32Bits(values[i]));

            if (Math.Abs(x[i]) < 44f)
            {
                double cosine = Math.Cosh(x[i]);
                error.Add(x[i], LargestError.InLastPlaces(derivatives[i], 1 / (cosine * cosine)));
            }
            else
            {
                Assert.Equal(0f, derivatives[i]);
            }
        }

        error.AssertAtMost(4);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sigmoid_IsWithinItsError(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, new SigmoidFunction());
        LargestError error = new("Sigmoid");

        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsNaN(x[i]))
            {
                Assert.True(float.IsNaN(values[i]) || !IsOfArithmetic(x[i]));
            }
            else if (x[i] < SmallestNormal)
            {
                Assert.Equal(0, values[i]);
            }
            else
            {
                error.Add(x[i], LargestError.InLastPlaces(values[i], DoubleReference.Logistic(x[i])));
            }
        }

        error.AssertAtMost(3);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void LogOnePlus_IsWithinItsError(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, new LogOnePlusFunction());
        LargestError error = new("LogOnePlus");

        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsNaN(x[i]))
            {
                Assert.True(float.IsNaN(values[i]));
            }
            else if (x[i] is 0 or (>= SmallestArgument and <= 1))
            {
                error.Add(x[i], LargestError.InLastPlaces(values[i], x[i] < 1e-5f ? x[i] - (0.5 * x[i] * x[i]) : Math.Log(1.0 + x[i])));
            }
        }

        error.AssertAtMost(3);
    }

    // Other NaNs have a payload.
    private static bool IsOfArithmetic(float nan) => BitConverter.SingleToInt32Bits(nan) == BitConverter.SingleToInt32Bits(float.NaN);

    private static float[] Apply(string set, VectorFunction function)
    {
        float[] values = new float[FloatSamples.All.Length];
        VectorMathFixture.Model.Function(set, function)(FloatSamples.All, values, new float[values.Length]);

        return values;
    }
}
