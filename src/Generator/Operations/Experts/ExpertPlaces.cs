using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>What kernels of experts have in common: where the numbers of a choice stand, and the scores of a row.</summary>
internal static class ExpertPlaces
{
    /// <summary>The index of a row's choice among the choices of all rows.</summary>
    public static string OfChoice(string choice, string row, RowLayout rows) =>
        rows == RowLayout.Row ? choice : $"{choice} * {Literal.Integer(rows.Capacity)} + {row}";

    /// <summary>The place of an expert's score in a matrix of them.</summary>
    public static string OfScore(string expert, string row, Axis experts, RowLayout rows) => experts.Panels == 1
        ? $"{row} * {Panels.Width} + {expert}"
        : $"{expert} / {Panels.Width} * (nint){Literal.Integer(rows.Stride)} + {row} * {Panels.Width} + {expert} % {Panels.Width}";

    /// <summary>Writes the copy of a row's panels, one behind another.</summary>
    public static void WriteCopy(KernelWriter writer, string matrix, string copy, Axis columns, RowLayout rows) =>
        writer.Panels(columns.Panels, panel =>
        {
            writer.DeclareRow(matrix, panel.Offset(rows.Stride), $"row * {Panels.Width}");
            writer.DeclareRow(copy, panel.Offset(Panels.Width));
            writer.Each(vector => $"{writer.At(copy, vector)} = {writer.At(matrix, vector)};");
        });

    /// <summary>Writes exp(z - maximum) in the place of z, zeros behind the last column, and declares their <c>sum</c>.</summary>
    public static void WriteExponentials(KernelWriter writer, string z, string maximum, Axis columns, bool needsSum)
    {
        writer.Declare("maximum", writer.Broadcast(maximum));

        if (needsSum)
        {
            writer.Declare("sums", writer.Zero);
        }

        writer.Line();
        writer.EachPanel(columns, Panels.Width, (at, valid) =>
        {
            writer.DeclareRow(z, at);
            writer.Declare("e", vector => writer.Valid($"ExpBounded({writer.At(z, vector)} - maximum)", vector, valid, writer.Zero));
            writer.Each(vector => $"{writer.At(z, vector)} = e{vector};");

            if (needsSum)
            {
                writer.Line($"sums += {writer.SumOf("e")};");
            }
        });
        writer.Line();

        if (needsSum)
        {
            writer.Declare("float", "sum", $"{writer.Class}.Sum(sums)");
            writer.Line();
        }
    }
}
