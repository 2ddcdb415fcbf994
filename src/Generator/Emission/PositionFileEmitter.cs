using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission;

/// <summary>Writes the table of sinusoids of Vaswani et al. 2017, section 3.5: computed once per session, in double.</summary>
internal static class PositionFileEmitter
{
    public static GeneratedSource Write(ModelSpecification specification) =>
        GeneratedFile.Write(specification, "Positions", ["System"], nullable: false, writer =>
        {
            int size = specification.ModelSize;

            using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
            {
                writer.WriteSummary(
                    $"table[position, 2i] = sin(position / 10000^(2i / {size})), table[position, 2i + 1] = cos of the same angle,\n" +
                    $"for {specification.MaxLength} positions (max_length) and {size} columns (d_model), in panels of 16 columns.");

                using (writer.WriteBlock("private static void FillPositions(float* table)"))
                using (writer.WriteBlock($"for (int column = 0; column < {size}; column++)"))
                {
                    writer.WriteLine($"double frequency = Math.Pow(10000, -(column / 2 * 2) / {size}.0);");
                    writer.WriteLine($"float* to = table + (column / 16 * (nint){Literal.Integer(specification.MaxLength * Axis.PanelWidth)}) + (column % 16);");
                    writer.WriteLine();

                    using (writer.WriteBlock($"for (int position = 0; position < {specification.MaxLength}; position++)"))
                    {
                        writer.WriteLine("double angle = position * frequency;");
                        writer.WriteLine("to[position * 16] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));");
                    }
                }
            }
        });
}
