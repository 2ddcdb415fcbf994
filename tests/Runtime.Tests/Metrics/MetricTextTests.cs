using System;
using Xunit;

namespace Weft.Runtime.Tests.Metrics;

public sealed class MetricTextTests
{
    /// <summary>Halves to even, as Python prints them; everything else as the nearest decimal.</summary>
    [Theory]
    [InlineData(6.25, 1, "6.2")]
    [InlineData(18.75, 1, "18.8")]
    [InlineData(0.15, 1, "0.1")]
    [InlineData(0.35, 1, "0.3")]
    [InlineData(0.125, 2, "0.12")]
    [InlineData(0.375, 2, "0.38")]
    [InlineData(2.5, 0, "2")]
    [InlineData(0.0625, 3, "0.062")]
    [InlineData(99.96, 1, "100.0")]
    [InlineData(48.530827, 2, "48.53")]
    [InlineData(0, 3, "0.000")]
    public void FixedPoint_RoundsAsPythonDoes(double value, int decimals, string expected) => Assert.Equal(expected, FixedPoint.Format(value, decimals));

    [Theory]
    [InlineData("ÄÖÜ ẞ Ǆ", "äöü ß ǆ")]
    [InlineData("İSTANBUL", "i\u0307stanbul")]
    [InlineData("ΌΔΟΣ ΌΔΟΣ. Σ ΣΑΣ'Σ", "όδος όδος. σ σασ'ς")]
    [InlineData("𐐀", "𐐨")]
    public void Lower_AsPythonDoes(string text, string expected) => Assert.Equal(expected, SegmentText.Lower(text));

    [Fact]
    public void TrimEnd_PythonsWhiteSpace() => Assert.Equal(" a\u200B", SegmentText.TrimEnd(" a\u200B \t\r\n\u001F\u0085\u00A0\u2029"));

    [Fact]
    public void Perplexity_OverBatches_IsWeightedByTokens()
    {
        Perplexity perplexity = new();
        Assert.True(double.IsNaN(perplexity.Value));
        perplexity.Add(Math.Log(2), 30);
        perplexity.Add(Math.Log(16), 10);
        perplexity.Add(7, 0);

        Assert.Equal(40, perplexity.Tokens);
        Assert.Equal(Math.Log(2) * 1.75, perplexity.MeanLoss, 1e-12);
        Assert.Equal(Math.Pow(2, 1.75), perplexity.Value, 1e-12);
        Assert.Equal(65, Perplexity.FromLoss(Math.Log(65)), 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => perplexity.Add(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => perplexity.Add(1, -1));
    }
}
