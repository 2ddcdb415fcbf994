using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

/// <summary>Weights of fewer bits: the nearest ones, and scales that fit.</summary>
public sealed unsafe class WeightPanelTests
{
    private const int Rows = 32;

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
    [InlineData(3e-39f)]
    [InlineData(3e38f)]
    public void Int8_GivesTheLargest127_AndTheOthersTheNearest(float largest)
    {
        float[] panel = Write(WeightStorage.Int8, row => row == 9 ? -largest : largest / Rows * row, out bool written);

        Assert.True(written);
        Assert.Equal(16 + (Rows * 4), panel.Length);
        float scale = panel[3];
        Assert.Equal(largest / 127, scale);
        Assert.Equal(0, panel[4]);
        fixed (float* first = panel)
        {
            sbyte* integers = (sbyte*)(first + 16);
            Assert.Equal(-127, integers[(9 * 16) + 3]);

            for (int row = 0; row < Rows; row++)
            {
                double value = row == 9 ? -largest : largest / Rows * row;
                Assert.InRange(Math.Abs((integers[(row * 16) + 3] * (double)scale) - value), 0, scale * 0.5001);
                Assert.Equal(0, integers[(row * 16) + 4]);
            }
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
