using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes what positions are computed from: the method that fills their table, once per session and in double, or the slopes of heads.</summary>
internal static class PositionFileEmitter
{
    private const int SlopesPerLine = 8;

    /// <summary>The file; null where parameters or nothing at all tells positions apart, or a single slope that its readers name themselves.</summary>
    public static GeneratedSource? Write(ModelSpecification specification) => specification.PositionalEncoding switch
    {
        PositionalEncoding.Sinusoidal => Write(specification, WriteSinusoids),
        PositionalEncoding.Rope => Write(specification, WriteRotations),
        PositionalEncoding.Alibi => specification.Heads > 1 ? Write(specification, WriteSlopes) : null,
        PositionalEncoding.Learned or PositionalEncoding.None => null,
        _ => throw new InvalidOperationException($"{specification.PositionalEncoding} is no encoding of positions."),
    };

    private static GeneratedSource Write(ModelSpecification specification, Action<SourceWriter, ModelSpecification> writeMember) =>
        GeneratedFile.Write(specification, "Positions", ["System"], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
            {
                writeMember(writer, specification);
            }
        });

    private static void WriteSlopes(SourceWriter writer, ModelSpecification specification)
    {
        string[] slopes = [.. AttentionSlopes.Of(specification.Heads).Select(static slope => Literal.Float((float)slope))];
        writer.WriteSummary(
            "What a position of distance takes from the scores of each head (Press et al. 2022): 2^(-8i / n), i = 1 .. n, for the largest power of two n, " +
            "then every other one of the slopes of 2n.");
        writer.WriteLine($"private static ReadOnlySpan<float> {AttentionSlopes.Table} =>");
        writer.WriteLine("[");

        for (int first = 0; first < slopes.Length; first += SlopesPerLine)
        {
            writer.WriteLine($"    {string.Join(", ", slopes.Skip(first).Take(SlopesPerLine))},");
        }

        writer.WriteLine("];");
    }

    private static void WriteSinusoids(SourceWriter writer, ModelSpecification specification)
    {
        int size = specification.ModelSize;
        writer.WriteSummary(
            $"table[position, 2i] = sin(position / 10000^(2i / {size})), table[position, 2i + 1] = cos of the same angle (Vaswani et al. 2017),\n" +
            $"for {specification.MaxLength} positions (max_length) and {size} columns (d_model), in panels of 16 columns.");

        using (writer.WriteBlock("private static void FillPositions(float* table)"))
        {
            WriteAngles(writer, specification, size, "10000");
            WriteEnd(writer, "to[position * 16] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));");
        }
    }

    private static void WriteRotations(SourceWriter writer, ModelSpecification specification)
    {
        int size = specification.KeySize;
        writer.WriteSummary(
            $"The cosines, then the sines of position * theta^(-2i / {size}) for columns 2i and 2i + 1, the even one's sine negative\n" +
            $"(Su et al. 2021), for {specification.MaxLength} positions (max_length) and {size} columns (d_key), in panels of 16 columns; theta is rope_theta.");

        using (writer.WriteBlock("private static void FillPositions(float* table)"))
        {
            WriteAngles(writer, specification, size, Literal.Float(specification.RopeTheta).TrimEnd('f'));
            string sines = Literal.Integer((long)Axis.RoundUp(size) * specification.MaxLength);
            WriteEnd(
                writer,
                "to[position * 16] = (float)Math.Cos(angle);",
                $"to[{sines} + (position * 16)] = (float)(column % 2 == 0 ? -Math.Sin(angle) : Math.Sin(angle));");
        }
    }

    private static void WriteAngles(SourceWriter writer, ModelSpecification specification, int size, string theta)
    {
        writer.WriteLine($"for (int column = 0; column < {size}; column++)");
        writer.WriteLine("{");
        writer.WriteLine($"    double frequency = Math.Pow({theta}, -(column / 2 * 2) / {size}.0);");
        writer.WriteLine($"    float* to = table + (column / 16 * (nint){Literal.Integer(specification.MaxLength * Axis.PanelWidth)}) + (column % 16);");
        writer.WriteLine();
        writer.WriteLine($"    for (int position = 0; position < {specification.MaxLength}; position++)");
        writer.WriteLine("    {");
        writer.WriteLine("        double angle = position * frequency;");
    }

    private static void WriteEnd(SourceWriter writer, params string[] statements)
    {
        foreach (string statement in statements)
        {
            writer.WriteLine($"        {statement}");
        }

        writer.WriteLine("    }");
        writer.WriteLine("}");
    }
}
