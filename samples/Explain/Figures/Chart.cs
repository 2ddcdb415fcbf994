using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>How a series is drawn.</summary>
internal enum Mark
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line, for what is expected.</summary>
    Dashes,

    /// <summary>A line with a dot at every point.</summary>
    Dots,

    /// <summary>Dots alone.</summary>
    Scatter,
}

/// <summary>Points of a chart that belong together.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Points">Where they are; one that is not finite interrupts a line.</param>
/// <param name="Mark">How they are drawn.</param>
internal sealed record Series(Phrase Name, IReadOnlyList<(double X, double Y)> Points, Mark Mark = Mark.Line);

/// <summary>Lines or dots over two axes, with a legend above.</summary>
internal sealed record Chart(Phrase Title, Phrase Across, Phrase Up, IReadOnlyList<Series> Series) : IFigure
{
    private const double Left = 62;
    private const double Right = SvgCanvas.Width - 14;
    private const double PlotHeight = 230;

    // More dots than these lie on one another, and are drawn smaller and see-through.
    private const int Few = 20;

    /// <summary>Whether factors, not differences, are equally long across.</summary>
    public bool LogarithmicAcross { get; init; }

    /// <summary>The same, upwards.</summary>
    public bool LogarithmicUp { get; init; }

    /// <inheritdoc/>
    public string Draw(Language language)
    {
        SvgCanvas canvas = new();
        canvas.Text(12, 22, this.Title.In(language), size: 15, bold: true);
        canvas.Text(12, 44, this.Up.In(language), color: "#555");
        double top = this.DrawLegend(canvas, language, 62) + 10;
        double bottom = top + PlotHeight;
        Axis across = new(this.Series.SelectMany(static series => series.Points).Select(static point => point.X), this.LogarithmicAcross, 6, isTight: true);
        Axis up = new(this.Series.SelectMany(static series => series.Points).Select(static point => point.Y), this.LogarithmicUp, 5, isTight: false);
        DrawAxes(canvas, across, up, top, bottom);

        for (int index = 0; index < this.Series.Count; index++)
        {
            Series series = this.Series[index];
            DrawSeries(canvas, series, Palette.Line(index), [.. series.Points.Select(point => (PlaceAcross(across, point.X), bottom - (up.PlaceOf(point.Y) * PlotHeight)))]);
        }

        canvas.Text((Left + Right) / 2, bottom + 38, this.Across.In(language), anchor: "middle", color: "#555");

        return canvas.Finish(bottom + 50, this.Title.In(language), language);
    }

    private static double PlaceAcross(Axis axis, double value) => Left + 6 + (axis.PlaceOf(value) * (Right - Left - 12));

    private double DrawLegend(SvgCanvas canvas, Language language, double y)
    {
        double x = 14;

        for (int index = 0; index < this.Series.Count; index++)
        {
            string name = this.Series[index].Name.In(language);
            double width = 26 + SvgCanvas.WidthOf(name) + 14;

            if (x > 14 && x + width > SvgCanvas.Width)
            {
                x = 14;
                y += 20;
            }

            DrawSample(canvas, this.Series[index], Palette.Line(index), x, y);
            canvas.Text(x + 26, y + 4.5, name);
            x += width;
        }

        return y + 12;
    }

    // A stroke with its dot in the middle, clear of the name.
    private static void DrawSample(SvgCanvas canvas, Series series, string color, double x, double y)
    {
        if (series.Mark != Mark.Scatter)
        {
            canvas.Stroke(PathOf([(x, y), (x + 20, y)]), color, series.Mark == Mark.Dashes);
        }

        if (series.Mark is Mark.Dots or Mark.Scatter)
        {
            DrawDots(canvas, series, color, [(x + 10, y)]);
        }
    }

    private static void DrawAxes(SvgCanvas canvas, Axis across, Axis up, double top, double bottom)
    {
        foreach (double tick in up.Ticks)
        {
            double y = bottom - (up.PlaceOf(tick) * (bottom - top));
            canvas.Line(Left, y, Right, y, "#e4e4e4");
            canvas.Text(Left - 7, y + 4.5, Axis.Format(tick), anchor: "end", color: "#555");
        }

        foreach (double tick in across.Ticks)
        {
            double x = PlaceAcross(across, tick);
            canvas.Line(x, bottom, x, bottom + 4, "#888");
            canvas.Text(x, bottom + 18, Axis.Format(tick), anchor: "middle", color: "#555");
        }

        canvas.Line(Left, bottom, Right, bottom, "#888");
    }

    private static void DrawSeries(SvgCanvas canvas, Series series, string color, IReadOnlyList<(double X, double Y)> places)
    {
        if (series.Mark != Mark.Scatter)
        {
            canvas.Stroke(PathOf(places), color, series.Mark == Mark.Dashes);
        }

        if (series.Mark is Mark.Dots or Mark.Scatter)
        {
            DrawDots(canvas, series, color, places);
        }
    }

    private static void DrawDots(SvgCanvas canvas, Series series, string color, IReadOnlyList<(double X, double Y)> places)
    {
        bool isCloud = series.Points.Count > Few;

        foreach ((double x, double y) in places)
        {
            canvas.Circle(x, y, isCloud ? 2.5 : 3.5, color, isCloud ? 0.6 : 1);
        }
    }

    private static string PathOf(IReadOnlyList<(double X, double Y)> places)
    {
        StringBuilder path = new();
        bool isDrawing = false;

        foreach ((double x, double y) in places)
        {
            bool isFinite = double.IsFinite(y);

            if (isFinite)
            {
                _ = path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{x:0.#} {y:0.#}");
            }

            isDrawing = isFinite;
        }

        return path.ToString();
    }
}
