using System;
using Weft.Generator.Lowering;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The emitted exponential and hyperbolic tangent against double, with the errors that their comments state.</summary>
public sealed class ExponentialTests
{
    private const float SmallestNormal = -87.33654f;
    private const float LargestFinite = 88.72283f;

    public static TheoryData<string> Sets => VectorMathFixture.Sets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exp_IsWithinItsError_WhereAFloatIsNormal(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, VectorFunctions.Exp);
        float[] bounded = Apply(set, VectorFunctions.ExpBounded);
        LargestError error = new("Exp");
        int different = 0;

        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] is >= SmallestNormal and <= LargestFinite)
            {
                error.Add(x[i], LargestError.InLastPlaces(values[i], Math.Exp(x[i])));
                different += values[i] == bounded[i] ? 0 : 1;
            }
        }

        Assert.Equal(0, different);
        error.AssertAtMost(1.2);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exp_IsZeroBelowTheRange_InfinityAboveIt_AndKeepsNaN(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, VectorFunctions.Exp);
        float[] bounded = Apply(set, VectorFunctions.ExpBounded);

        for (int i = 0; i < x.Length; i++)
        {
            bool right = x[i] switch
            {
                < SmallestNormal => values[i] == 0f && bounded[i] == 0f,
                > LargestFinite => float.IsPositiveInfinity(values[i]),
                float.NaN => float.IsNaN(values[i]),
                _ => float.IsNormal(values[i]),
            };

            if (!right)
            {
                Assert.Fail($"e^{x[i]:G9} is {values[i]:G9}, where it is bounded {bounded[i]:G9}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tanh_IsWithinItsError(string set)
    {
        float[] x = FloatSamples.All;
        float[] values = Apply(set, VectorFunctions.Tanh);
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

    private static float[] Apply(string set, VectorFunctions function)
    {
        float[] values = new float[FloatSamples.All.Length];
        VectorMathFixture.Model.Function(set, function)(FloatSamples.All, values, new float[values.Length]);

        return values;
    }
}
