using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes the method that fills the table of positions: once per session, in double.</summary>
internal static class PositionFileEmitter
{
    public static GeneratedSource Write(ModelSpecification specification) =>
        GeneratedFile.Write(specification, "Positions", ["System"], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
            {
                if (specification.PositionalEncoding == PositionalEncoding.Rope)
                {
                    WriteRotations(writer, specification);
                }
                else
                {
                    WriteSinusoids(writer, specification);
                }
            }
        });

    private static void WriteSinusoids(SourceWriter writer, ModelSpecification specification)
    {
        int size = specification.ModelSize;
        writer.WriteSummary(
            $"table[position, 2i] = sin(position / 10000^(2i / {size})), table[position, 2i + 1] = cos of the same angle (Vaswani et al. 2017),\n" +
            $"for {specification.MaxLength} positions (max_length) and {size} columns (d_model), in panels of 16 columns.");

        WriteTable(
            writer, specification, size, "10000", "to[position * 16] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));");
    }

    private static void WriteRotations(SourceWriter writer, ModelSpecification specification)
    {
        int size = specification.KeySize;
        writer.WriteSummary(
            $"The cosines, then the sines of position * theta^(-2i / {size}) for columns 2i and 2i + 1, the even one's sine negative\n" +
            $"(Su et al. 2021), for {specification.MaxLength} positions (max_length) and {size} columns (d_key), in panels of 16 columns; theta is rope_theta.");

        string sines = Literal.Integer((long)Axis.RoundUp(size) * specification.MaxLength);
        WriteTable(
            writer,
            specification,
            size,
            Literal.Float(specification.RopeTheta).TrimEnd('f'),
            "to[position * 16] = (float)Math.Cos(angle);",
            $"to[{sines} + (position * 16)] = (float)(column % 2 == 0 ? -Math.Sin(angle) : Math.Sin(angle));");
    }

    // What every column and position has is an angle; the statements say what becomes of it.
    private static void WriteTable(
        SourceWriter writer, ModelSpecification specification, int size, string theta, params string[] statements)
    {
        string panel = Literal.Integer(specification.MaxLength * Axis.PanelWidth);

        using (writer.WriteBlock("private static void FillPositions(float* table)"))
        using (writer.WriteBlock($"for (int column = 0; column < {size}; column++)"))
        {
            writer.WriteLine($"double frequency = Math.Pow({theta}, -(column / 2 * 2) / {size}.0);");
            writer.WriteLine($"float* to = table + (column / 16 * (nint){panel}) + (column % 16);");
            writer.WriteLine();

            using (writer.WriteBlock($"for (int position = 0; position < {specification.MaxLength}; position++)"))
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
