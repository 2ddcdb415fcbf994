using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Dropout over a block of rows, its mask drawn from counters.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Rate">The probability of a zero.</param>
internal sealed record DropoutKernel(Axis Columns, RowLayout Layout, bool HasResidual, float Rate) : Kernel
{
    protected override KernelName Words => new KernelName($"Dropout{KernelName.Of(this.Columns)}")
        .Number("Rate", this.Rate, usual: 0).If(this.HasResidual, "Residual").Rows(this.Layout);

    public override string Family => "Dropout";

    public override IEnumerable<VectorFunction> Functions => [new DropoutFunction(this.Rate)];

    public override Signature Signature => Signature.Empty
        .Floats("input").FloatsIf(this.HasResidual, "residual").Floats("output")
        .Integers("sequences", "positions").Words("site").DropoutKeys("key")
        .Indices("row", "rows");

    public override string Summary =>
        $"output = input * mask / (1 - {Literal.Float(this.Rate)}){(this.HasResidual ? " + residual" : "")}, " +
        $"{this.Columns.Count} columns; outside training the mask is 1 everywhere and nothing is scaled.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("uint", "place", $"({DropoutCounter.Place}) | (uint)positions[row]");
            writer.Declare("uint", "owner", DropoutCounter.Owner("(uint)sequences[row]"));
            writer.Declare("nint", "at", $"row * {Panels.Width}");
            writer.Line();

            if (this.Columns.Panels == 1)
            {
                this.WritePanel(writer, vector => $"{vector * writer.Set.Lanes / 4}");
            }
            else
            {
                string stride = Literal.Integer(this.Layout.Stride);

                using (writer.Block($"for (uint block = 0; block < {this.Columns.Padded / 4}; block += 4, at += {stride})"))
                {
                    this.WritePanel(writer, vector => writer.BlockOffset("block", vector));
                }
            }
        }
    }

    // The counter has the columns in blocks of four.
    private void WritePanel(KernelWriter writer, Func<int, string> block)
    {
        writer.DeclareRow("input", "at");

        if (this.HasResidual)
        {
            writer.DeclareRow("residual", "at");
        }

        writer.DeclareRow("output", "at");
        writer.Declare("value", vector => writer.At("input", vector));
        writer.Line();

        using (writer.Block("if (key.IsActive)"))
        {
            string mask = new DropoutFunction(this.Rate).Name;
            writer.Each(vector => $"value{vector} *= {mask}(key.SeedLow, key.SeedHigh, {block(vector)}, place, owner, key.Step);");
        }

        writer.Line();
        writer.Each(vector =>
            $"{writer.At("output", vector)} = value{vector}{(this.HasResidual ? $" + {writer.At("residual", vector)}" : "")};");
    }
}
