using System;
using System.Collections.Concurrent;
using System.Linq;
using Weft.Generator.Shared;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Products with weights of 8 and 4 bits: exact within a group, the same bits in any tile, and nothing that overflows.</summary>
public sealed class IntegerProductTests
{
    private static readonly ConcurrentDictionary<(string Set, string Format), IntegerProduct> Compiled = new();

    public static TheoryData<string> Formats => ["Int8", "Int4"];

    public static TheoryData<string, string> Sets
    {
        get
        {
            TheoryData<string, string> cases = [];

            foreach (string set in CompiledModels.Sets)
            {
                cases.Add(set, "Int8");
                cases.Add(set, "Int4");
            }

            return cases;
        }
    }

    // Every weight is 127 or 15 of its scale, 0 less a zero of 15 where it is negative, and every activation 32,767 of its own: the greatest sums there are, of either sign.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Extremes_NeitherOverflowNorSaturate(string set, string format)
    {
        int most = format == "Int8" ? 127 : 120;

        foreach ((int signOfInput, int signOfWeights) in new[] { (1, 1), (-1, 1), (1, -1), (-1, -1) })
        {
            float[][] input = Matrix(7, IntegerProduct.Depth, (_, _) => 3f * signOfInput);
            float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, (_, _) => (float)most * signOfWeights);
            float[][] output = Of(set, format).Multiply(input, weights);

            Assert.All(output.SelectMany(static row => row), value => Assert.Equal(
                3.0 * most * IntegerProduct.Depth * signOfInput * signOfWeights, value, 3.0 * most * IntegerProduct.Depth * 1e-6));
            Assert.Equal(output[0], Of(set, format).MultiplyRow(input[0], weights));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ExtremesOfBothSigns_CancelExactly(string set, string format)
    {
        float[][] input = Matrix(7, IntegerProduct.Depth, static (_, column) => column % 2 == 0 ? 3 : -3);
        float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, static (row, column) => column % 3 == 0 ? -127 : 127);

        Assert.All(Of(set, format).Multiply(input, weights).SelectMany(static row => row), static value => Assert.Equal(0, value));
    }

    // What is lost is the rounding: half of 1 in 32,767 of the row's largest activation for each weight, and the scale of a weight.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_AreThoseOfTheRoundedWeights(string set, string format)
    {
        float[][] input = Random(1, 35, IntegerProduct.Depth);
        float[][] weights = Random(2, IntegerProduct.Depth, IntegerProduct.Width);
        double[][] stored = Stored(format, weights);
        float[][] output = Of(set, format).Multiply(input, weights);

        for (int row = 0; row < input.Length; row++)
        {
            double step = input[row].Max(Math.Abs) / short.MaxValue;

            for (int column = 0; column < IntegerProduct.Width; column++)
            {
                double expected = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => input[row][k] * stored[column][k]);
                double most = (0.51 * step * Enumerable.Range(0, IntegerProduct.Depth).Sum(k => Math.Abs(stored[column][k]))) + 1e-5;
                Assert.InRange(output[row][column], expected - most, expected + most);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_HaveTheSameBits_AloneAndAmongOthers(string set, string format)
    {
        float[][] input = Random(3, 13, IntegerProduct.Depth);
        float[][] weights = Random(4, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] all = Of(set, format).Multiply(input, weights);

        for (int rows = 1; rows < input.Length; rows++)
        {
            Assert.Equal(all[..rows], Of(set, format).Multiply(input[..rows], weights));
        }

        Assert.Equal(all, input.Select(row => Of(set, format).MultiplyRow(row, weights)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void SetsWithFusedArithmetic_HaveTheSameBits(string format)
    {
        float[][] input = Random(5, 13, IntegerProduct.Depth);
        float[][] weights = Random(6, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of("Avx512", format).Multiply(input, weights);

        Assert.Equal(expected, Of("Avx2", format).Multiply(input, weights));
        Assert.Equal(expected, Of("AdvSimd", format).Multiply(input, weights));

        // Multiplication and addition apart: the same integers, and roundings of their own in three sums.
        Assert.All(
            expected.SelectMany(static row => row).Zip(Of("Portable", format).Multiply(input, weights).SelectMany(static row => row)),
            static pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void RowsThatAreZeroOrNotFinite_AreNoConcernOfOthers(string set, string format)
    {
        float[][] input = Random(7, 5, IntegerProduct.Depth);
        float[][] weights = Random(8, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of(set, format).Multiply(input, weights);
        Array.Clear(input[1]);
        input[2][70] = float.NaN;
        input[3][7] = float.NegativeInfinity;
        float[][] output = Of(set, format).Multiply(input, weights);

        Assert.All(output[1], static value => Assert.Equal(0, value));
        Assert.All(output[2], static value => Assert.True(float.IsNaN(value)));
        Assert.All(output[3], static value => Assert.False(float.IsFinite(value)));
        Assert.Equal([expected[0], expected[4]], [output[0], output[4]]);
    }

    private static IntegerProduct Of(string set, string format) =>
        Compiled.GetOrAdd((set, format), static key => new IntegerProduct(key.Set, Enum.Parse<WeightFormat>(key.Format)));

    // By columns.
    private static double[][] Stored(string format, float[][] weights) =>
    [
        .. Enumerable.Range(0, IntegerProduct.Width).Select(column => weights.Select(row => (double)row[column]).ToArray()).Chunk(16)
            .SelectMany(columns => StoredPanel.Round(Enum.Parse<WeightFormat>(format), columns)),
    ];

    private static float[][] Matrix(int rows, int columns, Func<int, int, float> value) =>
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => value(row, column)).ToArray())];

    private static float[][] Random(int seed, int rows, int columns)
    {
        Random random = new(seed);

        return Matrix(rows, columns, (_, _) => random.NextSingle() - 0.5f);
    }
}
