using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The method that fills a table of angles: loops over columns and positions, in double, for a table is filled once.</summary>
internal static class AngleLoop
{
    /// <summary>Writes the method.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="summary">What the table holds.</param>
    /// <param name="positions">Rows of the table.</param>
    /// <param name="columns">Columns that have an angle.</param>
    /// <param name="frequency">The angle of a <c>column</c> at position 1, an expression.</param>
    /// <param name="statements">What is done with an <c>angle</c> at <c>to[position * 16]</c>.</param>
    public static void Write(
        SourceWriter writer, string summary, int positions, int columns, string frequency, params string[] statements)
    {
        writer.WriteSummary(summary);

        using (writer.WriteBlock("public static void Fill(float* table)"))
        {
            WriteColumns(writer, "", positions, columns, frequency, statements);
        }
    }

    /// <summary>The frequencies of pairs of columns, powers of theta.</summary>
    public static string Powers(string theta, int size) => $"Math.Pow({theta}, -(column / 2 * 2) / {size}.0)";

    /// <summary>Writes the loops of a table that begins so many floats behind the start.</summary>
    public static void WriteColumns(
        SourceWriter writer, string start, int positions, int columns, string frequency, params string[] statements)
    {
        using (writer.WriteBlock($"for (int column = 0; column < {columns}; column++)"))
        {
            writer.WriteLine($"double frequency = {frequency};");
            string panel = $"column / {Panels.Width} * (nint){Literal.Integer(positions * Panels.Width)}";
            writer.WriteLine($"float* to = table + {start}({panel}) + (column % {Panels.Width});");

            using (writer.WriteBlock($"for (int position = 0; position < {positions}; position++)"))
            {
                writer.WriteLine("double angle = position * frequency;");

                foreach (string statement in statements)
                {
                    writer.WriteLine(statement);
                }
            }
        }
    }
}
