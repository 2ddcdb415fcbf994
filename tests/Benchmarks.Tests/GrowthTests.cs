using System;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Curves;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class GrowthTests
{
    private static readonly Growth Linear = new("a + b x", static _ => 1, static x => x);

    [Fact]
    public void CostsOfTheForm_AreMetExactly()
    {
        Func<double, double> expected = Linear.Fit([.. new double[] { 1, 10, 100 }.Select(static x => (x, 3 + (0.5 * x)))]);

        Assert.Equal(3 + (0.5 * 40), expected(40), 1e-9);
    }

    [Fact]
    public void QuadraticCosts_StandOutAgainstALine()
    {
        (double, double)[] points = [.. new double[] { 1, 2, 4, 8, 16 }.Select(static x => (x, x * x))];
        Func<double, double> expected = Linear.Fit(points);

        Assert.True(256 / expected(16) > 1.5);
    }

    [Fact]
    public void AFactorThatWouldBeNegative_IsLeftOut()
    {
        // Through these points goes -1 + 2 x.
        Func<double, double> expected = Linear.Fit([(1, 1), (2, 3), (3, 5)]);

        Assert.Equal(0, expected(0));
        Assert.True(expected(1) > 0);
    }

    [Fact]
    public void OnePoint_IsMet()
    {
        Assert.Equal(7, Linear.Fit([(2, 7)])(2), 1e-9);
    }

    [Fact]
    public void Csv_HasALineForEachPoint()
    {
        Curve curve = new("time-x", "Time", "x", "ms", Linear, [new CurvePoint(1, 2, 1.5, 3), new CurvePoint(4, 5, 5, 5)]);

        Assert.Equal("x,ms,min,max,expected,measured/expected\n1,2,1.5,3,2,1\n4,5,5,5,4,1.25\n", CurveFiles.Csv(curve, static x => x == 1 ? 2 : x));
    }

    [Fact]
    public void Files_AreACsvAndAPlotWithBothLines()
    {
        using TemporaryFolder folder = new();
        Curve curve = new("time-x", "Time", "x", "ms", Linear, [new CurvePoint(1, 2, 1.5, 3), new CurvePoint(4, 5, 5, 5)]);

        CurveFiles.Write(Path.GetDirectoryName(folder["any"])!, curve);

        Assert.Equal(["time-x.csv", "time-x.svg"], folder.Files.Order());
        string plot = File.ReadAllText(folder["time-x.svg"]);
        Assert.StartsWith("<?xml", plot);
        Assert.Contains("expected: a + b x", plot);
    }
}
