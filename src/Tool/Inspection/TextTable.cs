using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tool.Inspection;

/// <summary>Lines of cells in aligned columns: the first to the left, as labels are, the others to the right, as numbers are.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a line; cells at its end may be missing.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes all lines, without blanks at their ends.</summary>
    public void Write(TextWriter writer)
    {
        IEnumerable<int> columns = Enumerable.Range(0, _rows.Max(static row => row.Length));
        int[] widths = [.. columns.Select(column => _rows.Max(row => column < row.Length ? row[column].Length : 0))];

        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells =
                row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            writer.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
