using System;
using System.Collections.Concurrent;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Products with weights of 8 and 4 bits, and activations of 16 and 8: exact within a group, the same bits in any tile, and nothing that overflows.</summary>
public sealed class IntegerProductTests
{
    private static readonly ConcurrentDictionary<(string Set, string Format, string Activations), IntegerProduct> Compiled = new();

    public static TheoryData<string, string> Formats => new()
    {
        { "Int8", "Float32" }, { "Int4", "Float32" }, { "Int8", "Int8" }, { "Int4", "Int8" },
    };

    public static TheoryData<string, string, string> Sets
    {
        get
        {
            TheoryData<string, string, string> cases = [];

            foreach (string set in CompiledModels.Sets)
            {
                foreach (object[] format in Formats)
                {
                    cases.Add(set, (string)format[0], (string)format[1]);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string, string> SetsOfBytes => new()
    {
        { "Avx512", "Int8" }, { "Avx512", "Int4" }, { "Avx2", "Int8" }, { "Avx2", "Int4" }, { "AdvSimd", "Int8" }, { "AdvSimd", "Int4" },
    };

    // Every weight is 127 or 15 of its scale, 0 less a zero of 15 where it is negative, and every activation 32,767 of its own: the greatest sums there are, of either sign.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Extremes_NeitherOverflowNorSaturate(string set, string format, string activations)
    {
        int most = format == "Int8" ? 127 : 120;

        foreach ((int signOfInput, int signOfWeights) in new[] { (1, 1), (-1, 1), (1, -1), (-1, -1) })
        {
            float[][] input = Matrix(7, IntegerProduct.Depth, (_, _) => 3f * signOfInput);
            float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, (_, _) => (float)most * signOfWeights);
            float[][] output = Of(set, format, activations).Multiply(input, weights);

            Assert.All(output.SelectMany(static row => row), value => Assert.Equal(
                3.0 * most * IntegerProduct.Depth * signOfInput * signOfWeights, value, 3.0 * most * IntegerProduct.Depth * 1e-6));
            Assert.Equal(output[0], Of(set, format, activations).MultiplyRow(input[0], weights));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ExtremesOfBothSigns_CancelExactly(string set, string format, string activations)
    {
        float[][] input = Matrix(7, IntegerProduct.Depth, static (_, column) => column % 2 == 0 ? 3 : -3);
        float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, static (row, column) => column % 3 == 0 ? -127 : 127);

        Assert.All(Of(set, format, activations).Multiply(input, weights).SelectMany(static row => row), static value => Assert.Equal(0, value));
    }

    // What is lost is the rounding: half of 1 in 32,767 of the row's largest activation for each weight, or of 1 in 127 of the group's largest, and the scale of a weight.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_AreThoseOfTheRoundedWeights(string set, string format, string activations)
    {
        float[][] input = Random(1, 35, IntegerProduct.Depth);
        float[][] weights = Random(2, IntegerProduct.Depth, IntegerProduct.Width);
        double[][] stored = Stored(format, weights);
        float[][] output = Of(set, format, activations).Multiply(input, weights);

        for (int row = 0; row < input.Length; row++)
        {
            double[] steps = [.. Enumerable.Range(0, IntegerProduct.Depth).Select(k => StepOf(input[row], k, activations))];

            for (int column = 0; column < IntegerProduct.Width; column++)
            {
                double expected = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => input[row][k] * stored[column][k]);
                double most = (0.51 * Enumerable.Range(0, IntegerProduct.Depth).Sum(k => steps[k] * Math.Abs(stored[column][k]))) + 1e-5;
                Assert.InRange(output[row][column], expected - most, expected + most);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_HaveTheSameBits_AloneAndAmongOthers(string set, string format, string activations)
    {
        float[][] input = Random(3, 13, IntegerProduct.Depth);
        float[][] weights = Random(4, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] all = Of(set, format, activations).Multiply(input, weights);

        for (int rows = 1; rows < input.Length; rows++)
        {
            Assert.Equal(all[..rows], Of(set, format, activations).Multiply(input[..rows], weights));
        }

        Assert.Equal(all, input.Select(row => Of(set, format, activations).MultiplyRow(row, weights)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void SetsWithFusedArithmetic_HaveTheSameBits(string format, string activations)
    {
        float[][] input = Random(5, 13, IntegerProduct.Depth);
        float[][] weights = Random(6, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of("Avx512", format, activations).Multiply(input, weights);

        Assert.Equal(expected, Of("Avx2", format, activations).Multiply(input, weights));
        Assert.Equal(expected, Of("AdvSimd", format, activations).Multiply(input, weights));

        // Multiplication and addition apart: the same integers, and roundings of their own in three sums.
        Assert.All(
            expected.SelectMany(static row => row).Zip(Of("Portable", format, activations).Multiply(input, weights).SelectMany(static row => row)),
            static pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    // The same integers, in pairs where they were in fours.
    [Theory]
    [MemberData(nameof(SetsOfBytes))]
    public void ProcessorWithoutProductsOfBytes_HasTheSameBits(string set, string format)
    {
        float[][] input = Random(11, 13, IntegerProduct.Depth);
        float[][] weights = Random(12, IntegerProduct.Depth, IntegerProduct.Width);
        IntegerProduct without = new(set, Enum.Parse<WeightFormat>(format), ActivationFormat.Int8, hasQuads: false);
        float[][] expected = Of(set, format, "Int8").Multiply(input, weights);

        Assert.Equal(expected, without.Multiply(input, weights));
        Assert.Equal(expected, input.Select(row => without.MultiplyRow(row, weights)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void RowsThatAreZeroOrNotFinite_AreNoConcernOfOthers(string set, string format, string activations)
    {
        float[][] input = Random(7, 5, IntegerProduct.Depth);
        float[][] weights = Random(8, IntegerProduct.Depth, IntegerProduct.Width);
        float[][] expected = Of(set, format, activations).Multiply(input, weights);
        Array.Clear(input[1]);
        input[2][70] = float.NaN;
        input[3][7] = float.NegativeInfinity;
        float[][] output = Of(set, format, activations).Multiply(input, weights);

        Assert.All(output[1], static value => Assert.Equal(0, value));
        Assert.All(output[2], static value => Assert.True(float.IsNaN(value)));
        Assert.All(output[3], static value => Assert.False(float.IsFinite(value)));
        Assert.Equal([expected[0], expected[4]], [output[0], output[4]]);
    }

    private static IntegerProduct Of(string set, string format, string activations) =>
        Compiled.GetOrAdd((set, format, activations), static key => new IntegerProduct(
            key.Set, Enum.Parse<WeightFormat>(key.Format), Enum.Parse<ActivationFormat>(key.Activations)));

    // The sums themselves: of activations that are whole multiples of a power of two, 127 of them the largest of each group.
    [Theory]
    [MemberData(nameof(Sets))]
    public void BytesThatNeedNoRounding_HaveExactSums(string set, string format, string activations)
    {
        Random random = new(9);
        float[][] input = Matrix(13, IntegerProduct.Depth, (_, column) => column % 32 == 5 ? 127 : random.Next(-127, 128));
        float[][] weights = Matrix(IntegerProduct.Depth, IntegerProduct.Width, (row, _) => row % 32 == 7 ? 127 : random.Next(-127, 128));
        double[][] stored = Stored(format, weights);
        float[][] output = Of(set, format, activations).Multiply(input, weights);

        for (int row = 0; row < input.Length; row++)
        {
            for (int column = 0; column < IntegerProduct.Width; column++)
            {
                double expected = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => input[row][k] * stored[column][k]);
                double size = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => Math.Abs(input[row][k] * stored[column][k]));
                double most = (activations == "Int8" ? 1e-6 : 1e-4) * size;
                Assert.InRange(output[row][column], expected - most, expected + most);
            }
        }
    }

    // Half of the extremes each, by bits of a number: the saturation of sums of two in https://github.com/microsoft/onnxruntime/issues/6004.
    [Theory]
    [MemberData(nameof(Sets))]
    public void ExtremesOfAllSigns_AreSummedExactly(string set, string format, string activations)
    {
        int most = format == "Int8" ? 127 : 120;
        float[][] input = Matrix(16, IntegerProduct.Depth, static (row, column) => ((row >> (column % 4)) & 1) == 0 ? 127 : -127);
        float[][] weights = Matrix(
            IntegerProduct.Depth, IntegerProduct.Width, (row, column) => ((column >> (row % 4)) & 1) == 0 ? most : -most);
        double[][] stored = Stored(format, weights);
        float[][] output = Of(set, format, activations).Multiply(input, weights);

        for (int row = 0; row < input.Length; row++)
        {
            for (int column = 0; column < IntegerProduct.Width; column++)
            {
                double expected = Enumerable.Range(0, IntegerProduct.Depth).Sum(k => input[row][k] * stored[column][k]);
                Assert.Equal(expected, output[row][column], 127.0 * 127 * IntegerProduct.Depth * 1e-6);
            }
        }
    }

    // A factor of 127 parts of next to nothing is no float.
    [Theory]
    [MemberData(nameof(Sets))]
    public void GroupsThatAreNextToNothing_AreNothing(string set, string format, string activations)
    {
        float[][] input = Matrix(5, IntegerProduct.Depth, static (_, column) => column < 32 ? 1e-40f : column < 64 ? -float.Epsilon : 0);
        float[][] weights = Random(10, IntegerProduct.Depth, IntegerProduct.Width);

        Assert.All(Of(set, format, activations).Multiply(input, weights).SelectMany(static row => row), static value => Assert.Equal(0, value, 1e-36f));
    }

    // Of a column of the row.
    private static double StepOf(float[] row, int column, string activations) => activations == "Int8"
        ? row.Skip(column / 32 * 32).Take(32).Max(Math.Abs) / sbyte.MaxValue
        : row.Max(Math.Abs) / short.MaxValue;

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
