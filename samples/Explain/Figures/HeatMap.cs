using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>A matrix as a panel of a figure.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Values">[rows, columns], NaN where there is nothing.</param>
internal sealed record Panel(Phrase Title, double[,] Values)
{
    /// <summary>The names of the rows; none where there is no room for them.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>The names of the columns; none where there is no room for them.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What is shown darkest; values of both signs go from dark orange over white to dark blue.</summary>
    public double Darkest { get; init; } = 1;
}

/// <summary>Matrices side by side, dark where values are large.</summary>
/// <param name="Title">What the figure shows.</param>
/// <param name="Legend">What rows, columns and colors mean.</param>
/// <param name="Panels">The matrices.</param>
/// <param name="Across">How many of them stand side by side.</param>
internal sealed record HeatMap(Phrase Title, Phrase Legend, IReadOnlyList<Panel> Panels, int Across) : IFigure
{
    private const double Margin = 12;
    private const int Shades = 48;

    /// <summary>How high a cell is in parts of its width, where a matrix has far more columns than rows.</summary>
    public double CellHeight { get; init; } = 1;

    /// <inheritdoc/>
    public string Draw(Language language)
    {
        SvgCanvas canvas = new();
        canvas.Text(Margin, 22, this.Title.In(language), size: 15, bold: true);
        double y = 42;

        foreach (string line in Wrap(this.Legend.In(language)))
        {
            canvas.Text(Margin, y, line, color: "#555");
            y += 18;
        }

        double width = (SvgCanvas.Width - Margin) / this.Across;

        foreach (Panel[] row in this.Panels.Chunk(this.Across))
        {
            double height = 0;

            for (int index = 0; index < row.Length; index++)
            {
                height = Math.Max(height, this.DrawPanel(canvas, row[index], Margin + (index * width), y, width - Margin, language));
            }

            y += height + 14;
        }

        return canvas.Finish(y, this.Title.In(language), language);
    }

    private double DrawPanel(SvgCanvas canvas, Panel panel, double x, double y, double width, Language language)
    {
        string name = panel.Title.In(language);
        int rows = panel.Values.GetLength(0);
        int columns = panel.Values.GetLength(1);
        double size = Math.Clamp(width / (columns + 4), 7.5, SvgCanvas.LetterSize);
        double left = panel.Rows.Count == 0 ? 0 : panel.Rows.Max(word => SvgCanvas.WidthOf(word, size)) + 5;

        // Numbers of two digits stand above every fifth column; words need more room than their column has.
        bool turned = panel.Columns.Any(static word => word.Length > 2);
        double above = panel.Columns.Count == 0 ? 0 : turned ? (panel.Columns.Max(word => SvgCanvas.WidthOf(word, size)) * 0.8) + 8 : size + 3;
        double right = turned ? (SvgCanvas.WidthOf(panel.Columns[^1], size) * 0.8) - (size / 2) : 0;
        double cell = (width - left - Math.Max(0, right)) / columns;
        double cellHeight = cell * this.CellHeight;
        double top = y + (name.Length > 0 ? 20 : 0) + above;
        canvas.Text(x, y + 14, name);

        for (int row = 0; row < panel.Rows.Count; row++)
        {
            canvas.Text(x + left - 4, top + ((row + 0.5) * cellHeight) + (size * 0.35), panel.Rows[row], anchor: "end", size: Math.Round(size, 1));
        }

        for (int column = 0; column < panel.Columns.Count; column++)
        {
            double center = x + left + ((column + 0.5) * cell);
            canvas.Text(turned ? center + (size * 0.2) : center, top - 4, panel.Columns[column], anchor: turned ? "start" : "middle", size: Math.Round(size, 1), degrees: turned ? -50 : 0);
        }

        FillCells(canvas, panel, x + left, top, cell, cellHeight);
        canvas.Rectangle(x + left, top, cell * columns, cellHeight * rows, "none", "#999");

        return top + (cellHeight * rows) - y;
    }

    // One path for each shade: a figure is a tenth of the size that a rectangle for each cell would make it.
    private static void FillCells(SvgCanvas canvas, Panel panel, double left, double top, double cell, double cellHeight)
    {
        SortedDictionary<int, StringBuilder> paths = [];

        for (int row = 0; row < panel.Values.GetLength(0); row++)
        {
            for (int column = 0; column < panel.Values.GetLength(1); column++)
            {
                double value = panel.Values[row, column] / panel.Darkest;
                int shade = double.IsNaN(value) ? 0 : (int)Math.Round(Math.Clamp(value, -1, 1) * Shades);

                if (shade != 0)
                {
                    StringBuilder path = paths.TryGetValue(shade, out StringBuilder? known) ? known : paths[shade] = new();
                    _ = path.Append(CultureInfo.InvariantCulture, $"M{left + (column * cell):0.#} {top + (row * cellHeight):0.#}h{cell:0.##}v{cellHeight:0.##}h-{cell:0.##}z");
                }
            }
        }

        foreach ((int shade, StringBuilder path) in paths)
        {
            canvas.Fill(path.ToString(), Palette.Shade((double)shade / Shades));
        }
    }

    private static IEnumerable<string> Wrap(string text)
    {
        string line = "";

        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && SvgCanvas.WidthOf(line + " " + word) > SvgCanvas.Width - (2 * Margin))
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        yield return line;
    }
}
