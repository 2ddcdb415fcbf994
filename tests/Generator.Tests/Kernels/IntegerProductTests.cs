using System;
using System.Collections.Concurrent;
using System.Linq;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Products with weights of 8 bits: exact within a group, the same bits in any tile, and nothing that overflows.</summary>
public sealed class IntegerProductTests
{
    private static readonly ConcurrentDictionary<string, IntegerProduct> Compiled = new();

    public static TheoryData<string> Sets => [.. CompiledModels.Sets];

    public static TheoryData<string, int, int> SetsWithSigns
    {
        get
        {
            TheoryData<string, int, int> cases = [];

            foreach (string set in CompiledModels.Sets)
            {
                cases.Add(set, 1, 1);
                cases.Add(set, -1, 1);
                cases.Add(set, 1, -1);
                cases.Add(set, -1, -1);
            }

            return cases;
        }
    }

    // Every weight is 127 of its scale and every activation 32,767 of its own: the greatest sums there are, of either sign.
    [Theory]
    [MemberData(nameof(SetsWithSigns))]
    public void Extremes_NeitherOverflowNorSaturate(string set, int signOfInput, int signOfWeights)
    {
        float[][] input = Matrix(7, IntegerProduct.Depth, (_, _) => 3f * signOfInput);
        float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, (_, _) => 127f * signOfWeights);
        float[][] output = Of(set).Multiply(input, weights);

        Assert.All(output.SelectMany(static row => row), value => Assert.Equal(
            3.0 * 127 * IntegerProduct.Depth * signOfInput * signOfWeights, value, 3.0 * 127 * IntegerProduct.Depth * 1e-6));
        Assert.Equal(output[0], Of(set).MultiplyRow(input[0], weights));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ExtremesOfBothSigns_CancelExactly(string set)
    {
        float[][] input = Matrix(7, IntegerProduct.Depth, static (_, column) => column % 2 == 0 ? 3 : -3);
        float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, static (row, column) => column % 3 == 0 ? -127 : 127);

        Assert.All(Of(set).Multiply(input, weights).SelectMany(static row => row), static value => Assert.Equal(0, value));
    }

    // What is lost is the rounding: half of 1 in 32,767 of the row's largest activation for each weight, and the scale of a weight.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_AreThoseOfTheRoundedWeights(string set)
    {
        float[][] input = Random(1, 35, IntegerProduct.Depth);
        float[][] weights = Rounded(Random(2, IntegerProduct.Depth, IntegerProduct.Width));
        float[][] output = Of(set).Multiply(input, weights);

        for (int row = 0; row < input.Length; row++)
        {
            double step = input[row].Max(Math.Abs) / short.MaxValue;

            for (int column = 0; column < IntegerProduct.Width; column++)
            {
                double expected = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => (double)input[row][k] * weights[k][column]);
                double most = (0.51 * step * Enumerable.Range(0, IntegerProduct.Depth).Sum(k => Math.Abs(weights[k][column]))) + 1e-5;
                Assert.InRange(output[row][column], expected - most, expected + most);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_HaveTheSameBits_AloneAndAmongOthers(string set)
    {
        float[][] input = Random(3, 13, IntegerProduct.Depth);
        float[][] weights = Random(4, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] all = Of(set).Multiply(input, weights);

        for (int rows = 1; rows < input.Length; rows++)
        {
            Assert.Equal(all[..rows], Of(set).Multiply(input[..rows], weights));
        }

        Assert.Equal(all, input.Select(row => Of(set).MultiplyRow(row, weights)));
    }

    [Fact]
    public void SetsWithFusedArithmetic_HaveTheSameBits()
    {
        float[][] input = Random(5, 13, IntegerProduct.Depth);
        float[][] weights = Random(6, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of("Avx512").Multiply(input, weights);

        Assert.Equal(expected, Of("Avx2").Multiply(input, weights));
        Assert.Equal(expected, Of("AdvSimd").Multiply(input, weights));

        // Multiplication and addition apart: the same integers, and roundings of their own in three sums.
        Assert.All(
            expected.SelectMany(static row => row).Zip(Of("Portable").Multiply(input, weights).SelectMany(static row => row)),
            static pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void RowsThatAreZeroOrNotFinite_AreNoConcernOfOthers(string set)
    {
        float[][] input = Random(7, 5, IntegerProduct.Depth);
        float[][] weights = Random(8, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of(set).Multiply(input, weights);
        Array.Clear(input[1]);
        input[2][70] = float.NaN;
        input[3][7] = float.NegativeInfinity;
        float[][] output = Of(set).Multiply(input, weights);

        Assert.All(output[1], static value => Assert.Equal(0, value));
        Assert.All(output[2], static value => Assert.True(float.IsNaN(value)));
        Assert.All(output[3], static value => Assert.False(float.IsFinite(value)));
        Assert.Equal([expected[0], expected[4]], [output[0], output[4]]);
    }

    private static IntegerProduct Of(string set) => Compiled.GetOrAdd(set, static name => new IntegerProduct(name));

    private static float[][] Matrix(int rows, int columns, Func<int, int, float> value) =>
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => value(row, column)).ToArray())];

    private static float[][] Random(int seed, int rows, int columns)
    {
        Random random = new(seed);

        return Matrix(rows, columns, (_, _) => random.NextSingle() - 0.5f);
    }

    // To 127 parts of a power of two, which every group of a column has at its start: scales that bfloat16 has, and integers.
    private static float[][] Rounded(float[][] weights) => Matrix(
        weights.Length,
        weights[0].Length,
        (row, column) => row % 32 == 0 ? 127 / 256f : MathF.Round(weights[row][column] * 254) / 256f);
}
