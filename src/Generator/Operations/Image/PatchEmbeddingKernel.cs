using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Projected patches behind a class token, plus positions, over a block of rows.</summary>
/// <param name="Columns">d_model.</param>
/// <param name="HasClassToken">Whether a class token stands in the place of the first row of a sequence.</param>
/// <param name="PositionRows">Rows of the table of positions in memory; 0 when there are no positions.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record PatchEmbeddingKernel(Axis Columns, bool HasClassToken, int PositionRows, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"PatchEmbedding{KernelName.Of(this.Columns)}")
        .If(this.HasClassToken, "ClassToken").Count("Positions", this.PositionRows).Rows(this.Layout);

    public override string Family => "Image";

    public override Signature Signature => Signature.Empty
        .Floats("input").FloatsIf(this.HasClassToken, "classToken").FloatsIf(this.PositionRows > 0, "positionTable")
        .Integers("positions").Floats("output").Indices("row", "rows");

    public override string Summary =>
        $"output[row] = input[row]{(this.PositionRows > 0 ? " + positionTable[positions[row]]" : "")}, {this.Columns.Count} columns" +
        (this.HasClassToken ? ";\nthe class token is the input at position 0." : ".");

    private bool IsLoop => this.Columns.Panels > 1;

    // From one panel of the input to the next: the class token is one row alone.
    private string Step => this.HasClassToken ? "step" : Literal.Integer(this.Layout.Stride);

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            this.WriteInput(writer);

            if (this.PositionRows > 0)
            {
                writer.Declare("float*", "position", $"&positionTable[(nint)positions[row] * {Panels.Width}]");
            }

            writer.Declare("float*", "y", $"&output[row * {Panels.Width}]");
            writer.Line();
            writer.Panels(this.Columns.Panels, _ => this.WritePanel(writer), [.. this.Steps]);
        }
    }

    private IEnumerable<string> Steps
    {
        get
        {
            yield return $"x = &x[{this.Step}]";

            if (this.PositionRows > 0)
            {
                yield return $"position = &position[{Literal.Integer(this.PositionRows * Panels.Width)}]";
            }

            yield return $"y = &y[{Literal.Integer(this.Layout.Stride)}]";
        }
    }

    private void WriteInput(KernelWriter writer)
    {
        string input = $"&input[row * {Panels.Width}]";

        if (!this.HasClassToken)
        {
            writer.Declare("float*", "x", input);
            return;
        }

        writer.Declare("bool", "isFirst", "positions[row] == 0");
        writer.Declare("float*", "x", $"isFirst ? classToken : {input}");

        if (this.IsLoop)
        {
            writer.Declare("nint", "step", $"isFirst ? {Panels.Width} : {Literal.Integer(this.Layout.Stride)}");
        }
    }

    private void WritePanel(KernelWriter writer)
    {
        writer.DeclareRow("x");

        if (this.PositionRows > 0)
        {
            writer.DeclareRow("position");
        }

        writer.DeclareRow("y");
        writer.Each(vector =>
            $"{writer.At("y", vector)} = {writer.At("x", vector)}" +
            $"{(this.PositionRows > 0 ? $" + {writer.At("position", vector)}" : "")};");
    }
}
