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
    /// <summary>The pairs of rows and experts where the matrix has those in the place of rows.</summary>
    public RowLayout? Pairs { get; init; }

    protected override KernelName Words => new KernelName($"Dropout{KernelName.Of(this.Columns)}")
        .Number("Rate", this.Rate, usual: 0).If(this.HasResidual, "Residual").Rows(this.Layout)
        .If(this.Pairs is not null, $"Pairs{this.Pairs?.Capacity}");

    public override string Family => "Dropout";

    public override IEnumerable<VectorFunction> Functions => [new DropoutFunction(this.Rate)];

    public override Signature Signature => Signature.Empty
        .Floats("input").FloatsIf(this.HasResidual, "residual").Floats("output")
        .Integers("sequences", "positions").IntegersIf(this.IsOfPairs, "sources").Words("site").WordsIf(this.IsOfPairs, "expert")
        .DropoutKeys("key")
        .Indices("row", "rows");

    public override string Summary =>
        $"output = input * mask / (1 - {Literal.Float(this.Rate)}){(this.HasResidual ? " + residual" : "")}, " +
        $"{this.Columns.Count} columns; outside training the mask is 1 everywhere and nothing is scaled." +
        (this.IsOfPairs ? $"\nThe row of each pair = sources[place] % {Literal.Integer(this.Layout.Capacity)}." : "");

    private bool IsOfPairs => this.Pairs is not null;

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            string source = this.IsOfPairs ? "source" : "row";

            if (this.IsOfPairs)
            {
                writer.Declare("nint", source, $"sources[row] % {Literal.Integer(this.Layout.Capacity)}");
            }

            writer.Declare("uint", "place", $"({DropoutCounter.Place}) | (uint)positions[{source}]");
            writer.Declare("uint", "owner", DropoutCounter.Owner($"(uint)sequences[{source}]"));
            writer.Declare("nint", "at", $"row * {Panels.Width}");
            writer.Line();
            this.WritePanels(writer);
        }
    }

    // The columns of a row's experts count on, as if they stood side by side: each draws a mask of its own.
    private void WritePanels(KernelWriter writer)
    {
        int blocks = this.Columns.Padded / 4;
        string stride = Literal.Integer((this.Pairs ?? this.Layout).Stride);

        if (this.IsOfPairs)
        {
            using SourceWriter.Block body = writer.Block(
                $"for (uint block = expert * {blocks}, last = block + {blocks}; block < last; block += 4, at += {stride})");
            this.WritePanel(writer, vector => writer.BlockOffset("block", vector));
        }
        else if (this.Columns.Panels == 1)
        {
            this.WritePanel(writer, vector => $"{vector * writer.Set.Lanes / 4}");
        }
        else
        {
            using SourceWriter.Block body = writer.Block($"for (uint block = 0; block < {blocks}; block += 4, at += {stride})");
            this.WritePanel(writer, vector => writer.BlockOffset("block", vector));
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
