using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Dropout over a block of rows, its mask drawn from counters.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Rate">The probability of a zero.</param>
internal sealed record DropoutKernel(Axis Columns, RowLayout Layout, bool HasResidual, float Rate)
    : Kernel($"Dropout{Columns.Count}{(HasResidual ? "Residual" : "")}{Layout.Label}")
{
    public override string Family => "Dropout";

    public override IEnumerable<VectorFunction> Functions => [new DropoutFunction(this.Rate)];

    public override string Parameters =>
        $"float* input, {(this.HasResidual ? "float* residual, " : "")}float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows";

    public override string Summary =>
        $"output = input * mask / (1 - {Literal.Float(this.Rate)}){(this.HasResidual ? " + residual" : "")}, {this.Columns.Count} columns; outside training the mask is 1 everywhere and nothing is scaled.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("uint", "owner", "site | (uint)sequences[row]");
            writer.Declare("uint", "position", "(uint)positions[row]");
            writer.Declare("nint", "at", "row * 16");
            writer.Line();

            using (writer.Block($"for (uint column = 0; column < {this.Columns.Padded}; column += 16, at += {Literal.Integer(this.Layout.Stride)})"))
            {
                writer.Declare("value", vector => writer.AtIndex("input", vector));
                writer.Line();

                using (writer.Block("if (key.IsActive)"))
                {
                    writer.Each(vector =>
                    {
                        string column = writer.Offset("column", vector);

                        return $"value{vector} *= Dropout(key.SeedLow, key.SeedHigh, {column}, position, owner, key.Step);";
                    });
                }

                writer.Line();
                writer.Each(vector => $"{writer.AtIndex("output", vector)} = value{vector}{(this.HasResidual ? $" + {writer.AtIndex("residual", vector)}" : "")};");
            }
        }
    }
}
