using System;
using System.Linq;
using Weft.Generator.Targets;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The fused sets run the same operations on wider or narrower vectors: every function gives the same bits.</summary>
public sealed class SameBitsTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];

            foreach (VectorFunction function in VectorMathModel.FloatFunctions)
            {
                cases.Add(new Avx512().Name, function.Name);
                cases.Add(new Neon().Name, function.Name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Function_GivesTheBitsOfAvx2(string set, string function)
    {
        (int[] expectedValues, int[] expectedDerivatives) = Bits(new Avx2().Name, function);
        (int[] values, int[] derivatives) = Bits(set, function);

        Assert.True(values.AsSpan().SequenceEqual(expectedValues));
        Assert.True(derivatives.AsSpan().SequenceEqual(expectedDerivatives));
    }

    /// <summary>Bit patterns; one for all NaNs, whose sign and payload processors choose.</summary>
    private static (int[] Values, int[] Derivatives) Bits(string set, string function)
    {
        VectorFunction named = VectorMathModel.FloatFunctions.Single(item => item.Name == function);
        float[] x = named is ExpBoundedFunction ? Array.ConvertAll(FloatSamples.All, Bounded) : FloatSamples.All;
        float[] values = new float[x.Length];
        float[] derivatives = new float[x.Length];
        VectorMathFixture.Model.Function(set, named)(x, values, derivatives);

        return (Array.ConvertAll(values, Pattern), Array.ConvertAll(derivatives, Pattern));

        static float Bounded(float value) => value <= 88f ? value : 0f;

        static int Pattern(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);
    }
}
