using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

/// <summary>Weights of fewer bits: the nearest ones, and scales that fit.</summary>
public sealed unsafe class WeightPanelTests
{
    // A group and a half.
    private const int Rows = 48;
    private const int FactorBytes = 64;
    private const int GroupBytes = 32 + (32 * 16);
    private const int NibbleGroupBytes = 32 + 16 + (32 * 8);

    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2.5f, 0xC020)]
    [InlineData(1.00390625f, 0x3F80)] // halfway: to the even one below
    [InlineData(1.01171875f, 0x3F82)] // halfway: to the even one above
    [InlineData(float.NaN, 0xFFC0)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void BFloat16_IsTheNearest(float value, int bits)
    {
        float[] panel = Write(WeightStorage.BFloat16, row => row == 5 ? value : 0, out bool written);

        Assert.True(written);
        Assert.Equal(Rows * 8, panel.Length);
        fixed (float* first = panel)
        {
            Assert.Equal(bits, ((ushort*)first)[(5 * 16) + 3]);
            Assert.Equal(0, ((ushort*)first)[(6 * 16) + 3]);
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(3e-35f)]
    [InlineData(3e38f)]
    public void Int8_GivesTheLargestOfAGroup127_AndTheOthersTheNearest(float largest)
    {
        float ValueOf(int row) => row == 9 ? -largest : row < 32 ? largest / Rows * row : largest / 8 / Rows * row;
        float[] panel = Write(WeightStorage.Int8, ValueOf, out bool written);

        Assert.True(written);
        Assert.Equal((FactorBytes + (2 * 32) + (Rows * 16)) / 4, panel.Length);
        fixed (float* first = panel)
        {
            foreach (int start in new[] { 0, 32 })
            {
                byte* group = (byte*)first + FactorBytes + (start / 32 * GroupBytes);
                double scale = (double)((Half*)group)[3] * first[3];
                double exact = Math.Abs(ValueOf(start == 0 ? 9 : Rows - 1)) / 127.0;
                Assert.InRange(scale, exact * (2047 / 2048.0), exact * (2049 / 2048.0));
                Assert.Equal(0, ((ushort*)group)[4]);

                for (int row = start; row < Math.Min(Rows, start + 32); row++)
                {
                    int integer = IntegerAt(group, row - start, column: 3);
                    Assert.InRange(Math.Abs((integer * scale) - ValueOf(row)), 0, scale * 0.5001);
                    Assert.Equal(0, IntegerAt(group, row - start, column: 4));
                }
            }

            Assert.Equal(-127, IntegerAt((byte*)first + FactorBytes, 9, column: 3));
            Assert.Equal(127, IntegerAt((byte*)first + FactorBytes + GroupBytes, Rows - 1 - 32, column: 3));
        }
    }

    [Theory]
    [InlineData(WeightStorage.Int8)]
    [InlineData(WeightStorage.Int4)]
    public void Integers_WithoutAnyWeight_AreZero(WeightStorage storage)
    {
        float[] panel = Write(storage, static _ => 0, out bool written);
        double[] stored = storage == WeightStorage.Int4 ? Decode(panel) : [.. DecodeBytes(panel).Select(static value => (double)value)];

        Assert.All(stored, static value => Assert.Equal(0, value));
        Assert.True(written);
    }

    [Theory]
    [InlineData(WeightStorage.Int8, float.NaN)]
    [InlineData(WeightStorage.Int8, float.PositiveInfinity)]
    [InlineData(WeightStorage.Int4, float.NaN)]
    [InlineData(WeightStorage.Int4, float.NegativeInfinity)]
    public void Integers_HaveNoScaleForWhatIsNotFinite(WeightStorage storage, float value)
    {
        _ = Write(storage, row => row == Rows - 1 ? value : 1, out bool written);

        Assert.False(written);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(3e-35f)]
    [InlineData(1e37f)]
    public void Int4_OfWholeSteps_IsExact(float step)
    {
        // From -5 to 10 steps, and from 0 to -15 in the second group.
        float ValueOf(int row) => (row < 32 ? (row * 7 % 16) - 5 : 32 - row) * step;
        double[] stored = Decode(Write(WeightStorage.Int4, ValueOf, out bool written));

        Assert.True(written);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(ValueOf(row), stored[row], step * 1e-2));
    }

    /// <summary>Each weight is the nearest there is, and all together lose less than symmetric rounding does with the best scale there is.</summary>
    [Theory]
    [InlineData(1f)]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Int4_LosesLessThanWithoutZeros(float size)
    {
        Random random = new(4);
        double lost = 0;
        double lostWithoutZeros = 0;

        for (int turn = 0; turn < 50; turn++)
        {
            // The sum of some uniform numbers, as bell-shaped as weights are.
            float[] column = [.. Enumerable.Range(0, Rows).Select(_ => size * Enumerable.Range(0, 6).Sum(_ => random.NextSingle() - 0.5f))];
            double[] stored = Decode(Write(WeightStorage.Int4, row => column[row], out _));

            foreach (int start in new[] { 0, 32 })
            {
                double[] group = [.. column[start..Math.Min(Rows, start + 32)].Select(value => value / (double)size)];
                double[] kept = [.. stored[start..Math.Min(Rows, start + 32)].Select(value => value / size)];
                lost += group.Zip(kept).Sum(static pair => (pair.First - pair.Second) * (pair.First - pair.Second));
                lostWithoutZeros += Enumerable.Range(1, 200).SelectMany(static part => new[] { part / 150.0, -part / 150.0 })
                    .Min(part => Symmetric(group, part * group.Max(Math.Abs) / 8));
            }
        }

        Assert.InRange(lost, lostWithoutZeros * 0.5, lostWithoutZeros * 0.9);
    }

    /// <summary>Weights that were stored before, here or in GGUF's Q8_0 and Q4_0, are found again.</summary>
    [Fact]
    public void Integers_OfIntegers_AreExact()
    {
        Random random = new(5);

        for (int turn = 0; turn < 200; turn++)
        {
            float[] scales = [(float)(Half)(random.NextSingle() / 50), (float)(Half)(-random.NextSingle() / 50)];
            int most = random.Next(64, 128);
            float[] bytes = [.. Enumerable.Range(0, Rows).Select(row => Math.Abs(scales[row / 32]) * (row % 32 == 3 ? most : random.Next(-most, most + 1)))];
            float[] nibbles = [.. Enumerable.Range(0, Rows).Select(row => scales[row / 32] * (row % 32 == 7 ? -8 : random.Next(-8, 8)))];
            float[] rounded = [.. Decode(Write(WeightStorage.Int4, _ => random.NextSingle() - 0.4f, out _)).Select(static value => (float)value)];

            Assert.Equal(bytes, DecodeBytes(Write(WeightStorage.Int8, row => bytes[row], out _)));
            Assert.Equal(nibbles, Decode(Write(WeightStorage.Int4, row => nibbles[row], out _)).Select(static value => (float)value));
            Assert.Equal(rounded, Decode(Write(WeightStorage.Int4, row => rounded[row], out _)).Select(static value => (float)value));
        }
    }

    private static float[] DecodeBytes(float[] panel)
    {
        fixed (float* first = panel)
        {
            byte* groups = (byte*)first + FactorBytes;
            float factor = first[3];

            return
            [
                .. Enumerable.Range(0, Rows).Select(row => factor * (float)((Half*)(groups + (row / 32 * GroupBytes)))[3]
                    * IntegerAt(groups + (row / 32 * GroupBytes), row % 32, column: 3)),
            ];
        }
    }

    private static double Symmetric(double[] group, double step) =>
        group.Sum(value => Math.Pow(value - (Math.Clamp(Math.Round(value / step), -8, 7) * step), 2));

    // Column 3 of a panel: zeros behind the scales of a group, then a word of four rows of a parity for each column and parity.
    private static double[] Decode(float[] panel)
    {
        fixed (float* first = panel)
        {
            byte* groups = (byte*)first + FactorBytes;
            double factor = first[3];

            return [.. Enumerable.Range(0, Rows).Select(row => factor * NibbleAt(groups + (row / 32 * NibbleGroupBytes), row % 32))];
        }
    }

    private static double NibbleAt(byte* group, int row)
    {
        int word = ((ushort*)(group + 48))[(row / 8 * 32) + 6 + (row % 2)];

        return (double)((Half*)group)[3] * ((8 * ((word >> (row % 8 / 2 * 4)) & 15)) - group[32 + 3]);
    }

    // Behind the scales of a group stand eight rows at a time, four of them in a word for each column: rows 0, 4, 1 and 5, then 2, 6, 3 and 7.
    private static int IntegerAt(byte* group, int row, int column)
    {
        int word = (row / 8 * 32) + (row % 4 / 2 * 16) + column;

        return group[32 + (4 * word) + (2 * (row % 2)) + (row % 8 / 4)] - 128;
    }

    // A panel whose column 3 is given.
    private static float[] Write(WeightStorage storage, Func<int, float> column, out bool written)
    {
        float[] source = [.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Range(0, 16).Select(at => at == 3 ? column(row) : 0))];
        float[] destination = new float[WeightPanel.Of(storage).Floats(Rows)];

        fixed (float* from = source, to = destination)
        {
            written = WeightPanel.Of(storage).TryWrite(from, to, Rows);
        }

        return destination;
    }
}
