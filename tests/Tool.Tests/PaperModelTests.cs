using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>
/// The models of Table 3 of "Attention Is All You Need" (Vaswani et al. 2017) that the table gives a parameter count for, against that
/// column, which is in whole millions.
/// </summary>
public sealed class PaperModelTests
{
    [Theory]
    [InlineData("base", 65, 65_130_496)]
    [InlineData("key16", 58, 58_038_784)]
    [InlineData("key32", 60, 60_402_688)]
    [InlineData("layers2", 36, 35_704_832)]
    [InlineData("layers4", 50, 50_417_664)]
    [InlineData("layers8", 80, 79_843_328)]
    [InlineData("model256", 28, 27_858_944)]
    [InlineData("model1024", 168, 167_985_152)]
    [InlineData("inner1024", 53, 52_535_296)]
    [InlineData("inner4096", 90, 90_320_896)]
    [InlineData("big", 213, 214_245_376)]
    public void Parameters_AreThePublishedMillions(string row, int millions, long count)
    {
        long total = Inspect(row).GetProperty("parameters").GetProperty("total").GetInt64();

        Assert.Equal(count, total);
        Assert.InRange(total / 1e6, millions - Tolerance(row), millions + Tolerance(row));
    }

    /// <summary>The base model by hand: what the encoder reads passes its layers and the decoder's cross-attention keys and values.</summary>
    [Fact]
    public void Operations_OfTheBaseModel_BySide()
    {
        JsonElement training = Inspect("base").GetProperty("operations").GetProperty("training");
        const long Attention = 4 * 512 * 512;
        const long FeedForward = 2 * 512 * 2048;

        Assert.Equal(6 * 6 * (Attention + FeedForward + (2 * 512 * 512)), Number("source", "products"));
        Assert.Equal(6 * ((6 * (Attention + (2 * 512 * 512) + FeedForward)) + (512 * 41_000)), Number("target", "products"));
        Assert.Equal(12 * 6 * 512 * 256, Number("source", "attention"));
        Assert.Equal(2 * 12 * 6 * 512 * 256, Number("target", "attention"));

        long Number(string side, string part) => training.GetProperty(side).GetProperty(part).GetInt64();
    }

    // What the big model's vocabulary was, nobody knows to the last thousand.
    private static double Tolerance(string row) => row == "big" ? 1.5 : 0.5;

    private static JsonElement Inspect(string row)
    {
        WeftCommand run = WeftCommand.Run("inspect", "--json", Path.Combine(AppContext.BaseDirectory, $"paper-{row}.yaml"));
        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));

        return JsonDocument.Parse(run.Output).RootElement;
    }
}
