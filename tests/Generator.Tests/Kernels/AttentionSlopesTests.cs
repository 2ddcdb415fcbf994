using Weft.Generator.Operations;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The slopes that Press et al. publish and Hugging Face's models have.</summary>
public sealed class AttentionSlopesTests
{
    [Theory]
    [InlineData(1, 1 / 256.0)]
    [InlineData(2, 1 / 16.0, 1 / 256.0)]
    [InlineData(3, 1 / 16.0, 1 / 256.0, 1 / 4.0)]
    [InlineData(4, 1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0)]
    [InlineData(6, 1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0, 1 / 2.0, 1 / 8.0)]
    [InlineData(7, 1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0, 1 / 2.0, 1 / 8.0, 1 / 32.0)]
    [InlineData(8, 1 / 2.0, 1 / 4.0, 1 / 8.0, 1 / 16.0, 1 / 32.0, 1 / 64.0, 1 / 128.0, 1 / 256.0)]
    public void Slopes_AreThePublishedOnes(int heads, params double[] slopes) => Assert.Equal(slopes, AttentionSlopes.Of(heads));

    /// <summary>BLOOM's 112 heads: 64 slopes, then 48 from between those of 128.</summary>
    [Fact]
    public void Slopes_OfManyHeads_AreThePublishedOnes()
    {
        double[] slopes = AttentionSlopes.Of(112);

        Assert.Equal(112, slopes.Length);
        Assert.Equal(System.Math.Pow(2, -1 / 8.0), slopes[0]);
        Assert.Equal(System.Math.Pow(2, -8), slopes[63]);
        Assert.Equal(System.Math.Pow(2, -1 / 16.0), slopes[64]);
        Assert.Equal(System.Math.Pow(2, -95 / 16.0), slopes[111]);
    }
}
