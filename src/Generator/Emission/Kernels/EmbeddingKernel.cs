using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>Token embeddings plus positions over a block of rows.</summary>
/// <param name="Columns">d_model.</param>
/// <param name="TableRows">Rows of the token table in memory.</param>
/// <param name="PositionRows">Rows of the table of positions in memory; 0 when there are no positions.</param>
/// <param name="Scale">What tokens are multiplied by.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record EmbeddingKernel(Axis Columns, int TableRows, int PositionRows, float Scale, RowLayout Layout)
    : Kernel($"Embedding{TableRows}x{Columns.Count}{Layout.Label}")
{
    public override string Family => "Embedding";

    public override string Parameters =>
        $"float* table, int* tokens, {(this.PositionRows > 0 ? "float* positionTable, int* positions, " : "")}float* output, nint row, nint rows";

    public override string Summary =>
        $"output[row] = table[tokens[row]]{(this.Scale.Equals(1f) ? "" : $" * {Literal.Float(this.Scale)}")}{(this.PositionRows > 0 ? " + positionTable[positions[row]]" : "")}, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* token = table + (nint)tokens[row] * 16;");

            if (this.PositionRows > 0)
            {
                writer.Line("float* position = positionTable + (nint)positions[row] * 16;");
            }

            writer.Line("float* x = output + row * 16;");
            writer.Line();

            using (writer.Block($"for (nint panel = 0; panel < {this.Columns.Panels}; panel++)"))
            {
                string scale = $"{writer.Class}.Create({Literal.Float(this.Scale)})";
                writer.Each(vector =>
                {
                    string value = writer.At("token", vector);
                    string scaled = this.Scale.Equals(1f) ? value : $"({value} * {scale})";
                    string position = this.PositionRows > 0 ? $" + {writer.At("position", vector)}" : "";

                    return $"{writer.At("x", vector)} = {scaled}{position};";
                });
                writer.Line($"token += {Literal.Integer(this.TableRows * Axis.PanelWidth)};");

                if (this.PositionRows > 0)
                {
                    writer.Line($"position += {Literal.Integer(this.PositionRows * Axis.PanelWidth)};");
                }

                writer.Line($"x += {Literal.Integer(this.Layout.Stride)};");
            }
        }
    }
}

/// <summary>Dropout over a block of rows, its mask drawn from counters.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Rate">The probability of a zero.</param>
internal sealed record DropoutKernel(Axis Columns, RowLayout Layout, bool HasResidual, float Rate)
    : Kernel($"Dropout{Columns.Count}{(HasResidual ? "Residual" : "")}{Layout.Label}")
{
    public override string Family => "Dropout";

    public override VectorFunctions Functions => VectorFunctions.Dropout;

    public override string Parameters =>
        $"float* input, {(this.HasResidual ? "float* residual, " : "")}float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows";

    public override string Summary =>
        $"output = input * mask / (1 - {Literal.Float(this.Rate)}){(this.HasResidual ? " + residual" : "")}, {this.Columns.Count} columns; outside training the mask is 1 everywhere and nothing is scaled.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("uint owner = site | (uint)sequences[row];");
            writer.Line("uint position = (uint)positions[row];");
            writer.Line("nint at = row * 16;");
            writer.Line();

            using (writer.Block($"for (uint column = 0; column < {this.Columns.Padded}; column += 16, at += {Literal.Integer(this.Layout.Stride)})"))
            {
                writer.Declare("value", vector => writer.AtIndex("input", vector));
                writer.Line();

                using (writer.Block("if (key.IsActive)"))
                {
                    writer.Each(vector =>
                        $"value{vector} *= Dropout(key.SeedLow, key.SeedHigh, column{(vector == 0 ? "" : $" + {vector * writer.Set.Lanes}")}, position, owner, key.Step);");
                }

                writer.Line();
                writer.Each(vector => $"{writer.AtIndex("output", vector)} = value{vector}{(this.HasResidual ? $" + {writer.AtIndex("residual", vector)}" : "")};");
            }
        }
    }
}

/// <summary>Zeros over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record ClearKernel(Axis Columns, RowLayout Layout) : Kernel($"Clear{Columns.Count}{Layout.Label}")
{
    public override string Family => "Embedding";

    public override string Parameters => "float* output, nint row, nint rows";

    public override string Summary => $"output = 0, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block($"for (nint panel = 0; panel < {this.Columns.Panels}; panel++)"))
        {
            writer.Line($"new Span<float>(output + panel * {Literal.Integer(this.Layout.Stride)} + row * 16, (int)rows * 16).Clear();");
        }
    }
}
