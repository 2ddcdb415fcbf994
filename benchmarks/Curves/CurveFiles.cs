using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Weft.Benchmarks.Curves;

/// <summary>Writes curves: the numbers as CSV, the plot as SVG, both axes logarithmic so that growth is a slope.</summary>
internal static class CurveFiles
{
    private const int Width = 720;
    private const int Height = 480;

    /// <summary>Writes both files of a curve.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    public static void Write(string folder, Curve curve)
    {
        Func<double, double> expected = curve.Growth.Fit([.. curve.Points.Select(static point => (point.X, point.Median))]);
        Write(Path.Combine(folder, $"{curve.Name}.csv"), Csv(curve, expected));
        Write(Path.Combine(folder, $"{curve.Name}.svg"), Svg(curve, expected));
    }

    /// <summary>The numbers: a line of names, a line for each point.</summary>
    public static string Csv(Curve curve, Func<double, double> expected)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{curve.Variable},{curve.Unit},min,max,expected,measured/expected\n");

        foreach (CurvePoint point in curve.Points)
        {
            double value = expected(point.X);
            _ = text.Append(CultureInfo.InvariantCulture, $"{point.X},{point.Median:G6},{point.Min:G6},{point.Max:G6},{value:G6},{point.Median / value:G4}\n");
        }

        return text.ToString();
    }

    private static string Svg(Curve curve, Func<double, double> expected)
    {
        double[] x = [.. curve.Points.Select(static point => Math.Log10(point.X))];
        double[] measured = [.. curve.Points.Select(static point => Math.Log10(point.Median))];
        double[] growth = [.. curve.Points.Select(point => Math.Log10(expected(point.X)))];
        Plot plot = new();
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(x, measured);
        line.LegendText = "measured";
        ScottPlot.Plottables.Scatter dashes = plot.Add.ScatterLine(x, growth);
        dashes.LegendText = $"expected: {curve.Growth.Formula}";
        dashes.LinePattern = LinePattern.Dashed;

        plot.Title(curve.Title);
        plot.XLabel(curve.Variable);
        plot.YLabel(curve.Unit);
        plot.Axes.Bottom.TickGenerator = new NumericManual(x, [.. curve.Points.Select(static point => Text(point.X))]);
        double[] ticks = LogTicks(curve.Points.Min(static point => point.Median), curve.Points.Max(static point => point.Median));
        plot.Axes.Left.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(Text)]);
        _ = plot.ShowLegend(Alignment.UpperLeft);

        return plot.GetSvgXml(Width, Height);
    }

    /// <summary>1, 2 and 5 times powers of ten around a range.</summary>
    public static double[] LogTicks(double least, double most)
    {
        int first = (int)Math.Floor(Math.Log10(least));
        int last = (int)Math.Ceiling(Math.Log10(most));

        return [.. Enumerable.Range(first, last - first + 1).SelectMany(static power => new[] { 1.0, 2, 5 }.Select(digit => digit * Math.Pow(10, power)))];
    }

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
