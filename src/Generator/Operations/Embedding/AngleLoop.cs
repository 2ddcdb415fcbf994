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
    /// <param name="size">Columns whose pairs have frequencies of their own.</param>
    /// <param name="theta">What the frequencies are powers of.</param>
    /// <param name="statements">What is done with an <c>angle</c> at <c>to[position * 16]</c>.</param>
    public static void Write(SourceWriter writer, string summary, int positions, int size, string theta, params string[] statements)
    {
        writer.WriteSummary(summary);

        using (writer.WriteBlock("public static void Fill(float* table)"))
        using (writer.WriteBlock($"for (int column = 0; column < {size}; column++)"))
        {
            writer.WriteLine($"double frequency = Math.Pow({theta}, -(column / 2 * 2) / {size}.0);");
            string panel = $"column / {Panels.Width} * (nint){Literal.Integer(positions * Panels.Width)}";
            writer.WriteLine($"float* to = table + ({panel}) + (column % {Panels.Width});");

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
