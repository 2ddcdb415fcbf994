using System.Globalization;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The cosines and signed sines that rotary positions turn heads by. Su et al. 2021.</summary>
/// <param name="Positions">Rows of the table.</param>
/// <param name="Size">Columns of a head's queries and keys.</param>
/// <param name="Rotations">The rotations of the layers, a table each.</param>
internal sealed record RotationTable(int Positions, int Size, EquatableArray<Rotation> Rotations) : SessionTable
{
    private const int FrequenciesPerLine = 4;

    public override long Floats => this.Rotations.Count * FloatsOf(this.Positions, this.Size);

    private string Summary => string.Join(
        "\n",
        [
            .. this.Rotations.Select(this.Describe).Select((text, i) =>
                $"{(i == 0 ? "The cosines, then the sines" : "then those of local layers,")} of {text}"),
            "for columns 2i and 2i + 1, the even one's sine negative (Su et al. 2021), " +
            $"for {this.Positions} positions (max_length) and {this.Size} columns (d_key), in panels of {Panels.Width} columns.",
        ]);

    /// <summary>Floats of the table of one rotation.</summary>
    public static long FloatsOf(int positions, int size) => 2L * Axis.RoundUp(size) * positions;

    public override void Write(SourceWriter writer)
    {
        writer.WriteSummary(this.Summary);

        using (writer.WriteBlock("public static void Fill(float* table)"))
        {
            for (int i = 0; i < this.Rotations.Count; i++)
            {
                if (i > 0)
                {
                    writer.WriteLine();
                }

                this.WriteRotation(writer, this.Rotations[i], i);
            }
        }
    }

    private string Describe(Rotation rotation)
    {
        string theta = Literal.Float(rotation.Theta).TrimEnd('f');
        string of = rotation.Columns == this.Size ? "" : $" and {rotation.Columns} columns of a head (rope_fraction)";
        string scaled = rotation.Scaling is RopeScaling scaling
            ? $", stretched by {Literal.Float(scaling.Factor).TrimEnd('f')} ({SpecificationKeys.RopeScalingType.NameOf(scaling.Type)})"
            : "";

        return $"position * theta^(-2i / {rotation.Columns}) with theta {theta}{scaled}{of},";
    }

    private void WriteRotation(SourceWriter writer, Rotation rotation, int index)
    {
        long offset = index * FloatsOf(this.Positions, this.Size);
        string sines = Literal.Integer(FloatsOf(this.Positions, this.Size) / 2);
        string frequency = this.FrequencyOf(writer, rotation, index);
        int columns = rotation.Columns == this.Size ? this.Size : Axis.RoundUp(rotation.Columns);
        string sine = "column % 2 == 0 ? -Math.Sin(angle) : Math.Sin(angle)";

        AngleLoop.WriteColumns(
            writer, offset == 0 ? "" : $"{Literal.Integer(offset)} + ", this.Positions, columns,
            columns == rotation.Columns ? frequency : $"column < {rotation.Columns} ? {frequency} : 0",
            $"to[position * {Panels.Width}] = {Rounded(rotation, columns, "Math.Cos(angle)")};",
            $"to[{sines} + (position * {Panels.Width})] = {Rounded(rotation, columns, $"({sine})")};");
    }

    // What is not turned is not stretched either: where columns of a head are left in the panel, their cosine stays 1.
    private static string Rounded(Rotation rotation, int columns, string value)
    {
        string magnitude = Literal.Float(rotation.Magnitude);

        return rotation.Magnitude == 1 ? $"(float){value}"
            : columns == rotation.Columns ? $"(float)({magnitude} * {value})"
            : $"(float)((column < {rotation.Columns} ? {magnitude} : 1) * {value})";
    }

    private string FrequencyOf(SourceWriter writer, Rotation rotation, int index)
    {
        if (rotation.Scaling is null)
        {
            return AngleLoop.Powers(Literal.Float(rotation.Theta).TrimEnd('f'), rotation.Columns);
        }

        string name = index == 0 ? "frequencies" : "localFrequencies";
        string[] values = [.. rotation.Frequencies().Select(static value => value.ToString("R", CultureInfo.InvariantCulture))];
        writer.WriteLine($"ReadOnlySpan<double> {name} =");
        writer.WriteLine("[");

        for (int first = 0; first < values.Length; first += FrequenciesPerLine)
        {
            writer.WriteLine($"    {string.Join(", ", values.Skip(first).Take(FrequenciesPerLine))},");
        }

        writer.WriteLine("];");

        return $"{name}[column / 2]";
    }
}
