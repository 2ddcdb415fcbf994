using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Token embeddings plus positions over a block of rows.</summary>
/// <param name="Columns">d_model.</param>
/// <param name="TableRows">Rows of the token table in memory.</param>
/// <param name="PositionRows">Rows of the table of positions in memory; 0 when there are no positions.</param>
/// <param name="TypeRows">Rows of the table of types in memory; 0 where there are none.</param>
/// <param name="Scale">What tokens are multiplied by.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record EmbeddingKernel(
    Axis Columns, int TableRows, int PositionRows, int TypeRows, float Scale, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Embedding{this.TableRows}x{KernelName.Of(this.Columns)}")
        .Number("Scale", this.Scale, usual: 1).Count("Positions", this.PositionRows).Count("Types", this.TypeRows).Rows(this.Layout);

    public override string Family => "Embedding";

    public override Signature Signature => Signature.Empty
        .Floats("table").Integers("tokens")
        .FloatsIf(this.PositionRows > 0, "positionTable").IntegersIf(this.PositionRows > 0, "positions")
        .FloatsIf(this.TypeRows > 0, "typeTable").IntegersIf(this.TypeRows > 0, "types")
        .Floats("output").Indices("row", "rows");

    public override string Summary =>
        "output[row] = table[tokens[row]]" +
        (this.Scale.Equals(1f) ? "" : $" * {Literal.Float(this.Scale)}") +
        (this.PositionRows > 0 ? " + positionTable[positions[row]]" : "") +
        (this.TypeRows > 0 ? " + typeTable[types[row]]" : "") +
        $", {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "token", $"&table[(nint)tokens[row] * {Panels.Width}]");

            if (this.PositionRows > 0)
            {
                writer.Declare("float*", "position", $"&positionTable[(nint)positions[row] * {Panels.Width}]");
            }

            if (this.TypeRows > 0)
            {
                writer.Declare("float*", "type", $"&typeTable[(nint)types[row] * {Panels.Width}]");
            }

            writer.Declare("float*", "x", $"&output[row * {Panels.Width}]");
            writer.Line();

            writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), [.. this.Steps]);
        }
    }

    private IEnumerable<string> Steps
    {
        get
        {
            yield return $"token = &token[{Literal.Integer(this.TableRows * Panels.Width)}]";

            if (this.PositionRows > 0)
            {
                yield return $"position = &position[{Literal.Integer(this.PositionRows * Panels.Width)}]";
            }

            if (this.TypeRows > 0)
            {
                yield return $"type = &type[{Literal.Integer(this.TypeRows * Panels.Width)}]";
            }

            yield return $"x = &x[{Literal.Integer(this.Layout.Stride)}]";
        }
    }

    private void WritePanel(KernelWriter writer)
    {
        writer.DeclareRow("token");

        if (this.PositionRows > 0)
        {
            writer.DeclareRow("position");
        }

        if (this.TypeRows > 0)
        {
            writer.DeclareRow("type");
        }

        writer.DeclareRow("x");
        writer.Each(vector => this.Row(writer, vector));
    }

    private string Row(KernelWriter writer, int vector)
    {
        string value = writer.At("token", vector);
        string scaled = this.Scale.Equals(1f) ? value : $"({value} * {writer.Broadcast(this.Scale)})";
        string position = this.PositionRows > 0 ? $" + {writer.At("position", vector)}" : "";

        string type = this.TypeRows > 0 ? $" + {writer.At("type", vector)}" : "";

        return $"{writer.At("x", vector)} = {scaled}{position}{type};";
    }
}
