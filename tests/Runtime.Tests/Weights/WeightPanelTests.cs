using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

/// <summary>Weights of fewer bits: the nearest ones, and scales that fit.</summary>
public sealed unsafe class WeightPanelTests
{
    // A group and a half.
    private const int Rows = 48;
    private const int GroupBytes = 32 + (32 * 16);

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
        Assert.Equal((2 * 32 + Rows * 16) / 4, panel.Length);
        fixed (float* first = panel)
        {
            foreach (int start in new[] { 0, 32 })
            {
                byte* group = (byte*)first + (start / 32 * GroupBytes);
                double scale = BFloat16Bits.ToSingle(((ushort*)group)[3]);
                Assert.InRange(scale, Math.Abs(ValueOf(start == 0 ? 9 : Rows - 1)) / 127.0 * (255 / 256.0), Math.Abs(ValueOf(start == 0 ? 9 : Rows - 1)) / 127.0 * (257 / 256.0));
                Assert.Equal(0, ((ushort*)group)[4]);

                for (int row = start; row < Math.Min(Rows, start + 32); row++)
                {
                    int integer = IntegerAt(group, row - start, column: 3);
                    Assert.InRange(Math.Abs((integer * scale) - ValueOf(row)), 0, scale * 0.5001);
                    Assert.Equal(0, IntegerAt(group, row - start, column: 4));
                }
            }

            Assert.Equal(-127, IntegerAt((byte*)first, 9, column: 3));
            Assert.Equal(127, IntegerAt((byte*)first + GroupBytes, Rows - 1 - 32, column: 3));
        }
    }

    [Fact]
    public void Int8_WithoutAnyWeight_IsZero()
    {
        Assert.All(Write(WeightStorage.Int8, static _ => 0, out bool written), static value => Assert.Equal(0, value));
        Assert.True(written);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Int8_HasNoScaleForWhatIsNotFinite(float value)
    {
        _ = Write(WeightStorage.Int8, row => row == Rows - 1 ? value : 1, out bool written);

        Assert.False(written);
    }

    // Behind the scales of a group stand pairs of rows, the two integers of a column side by side.
    private static int IntegerAt(byte* group, int row, int column) => ((sbyte*)group)[32 + (row / 2 * 32) + (2 * column) + (row % 2)];

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
