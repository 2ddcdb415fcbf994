using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Token embeddings plus positions over a block of rows.</summary>
/// <param name="Columns">d_model.</param>
/// <param name="TableRows">
/// Rows of the token table in memory; 0 where it stands as the weights of a product with a column for every token, in 8 bits.
/// </param>
/// <param name="PositionRows">Rows of the table of positions in memory; 0 when there are no positions.</param>
/// <param name="TypeRows">Rows of the table of types in memory; 0 where there are none.</param>
/// <param name="Scale">What tokens are multiplied by.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record EmbeddingKernel(
    Axis Columns, int TableRows, int PositionRows, int TypeRows, float Scale, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName(
            $"Embedding{(this.IsStored ? "Stored" : $"{this.TableRows}x")}{KernelName.Of(this.Columns)}")
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
        $", {this.Columns.Count} columns." +
        (this.IsStored ? "\nA token is a column of the table, in 8 bits." : "");

    public override IEnumerable<Kernel> Callees(InstructionSet set) => this.IsStored ? [this.TokenColumn] : [];

    public override void WriteBody(KernelWriter writer)
    {
        string output = $"&output[row * {Panels.Width}]";

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            if (this.IsStored)
            {
                writer.Call(this.TokenColumn, ("table", "table"), ("token", "tokens[row]"), ("output", output));

                if (!this.ChangesTokens)
                {
                    return;
                }
            }

            writer.Declare("float*", "token", this.IsStored ? output : $"&table[(nint)tokens[row] * {Panels.Width}]");

            if (this.PositionRows > 0)
            {
                writer.Declare("float*", "position", $"&positionTable[(nint)positions[row] * {Panels.Width}]");
            }

            if (this.TypeRows > 0)
            {
                writer.Declare("float*", "type", $"&typeTable[(nint)types[row] * {Panels.Width}]");
            }

            writer.Declare("float*", "x", output);
            writer.Line();

            writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), [.. this.Steps]);
        }
    }

    private bool IsStored => this.TableRows == 0;

    private TokenColumnKernel TokenColumn => new(this.Columns, this.Layout);

    private bool ChangesTokens => !this.Scale.Equals(1f) || this.PositionRows > 0 || this.TypeRows > 0;

    private IEnumerable<string> Steps
    {
        get
        {
            yield return $"token = &token[{Literal.Integer(this.IsStored ? this.Layout.Stride : this.TableRows * Panels.Width)}]";

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
