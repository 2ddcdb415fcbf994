using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of every product whose depth runs along the rows of both sides:
/// output[c, 0..15] (+)= sum over rows of left[row, c] right[row, 0..15] for a few columns c of a panel.
/// </summary>
/// <param name="Columns">Columns of the left side.</param>
/// <param name="IsPair">Whether the right side has two panels, so that a column of the left one is loaded once for both.</param>
internal sealed record OuterTile(int Columns, bool IsPair = false) : Kernel
{
    /// <inheritdoc cref="OuterPanel.Blocks"/>
    public BlockTable? Blocks { get; init; }

    protected override KernelName Words => new KernelName(this.IsPair ? $"OuterPairTile{this.Columns}" : $"OuterTile{this.Columns}")
        .Word(this.Blocks?.Word ?? "");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => OuterPanel.SignatureOf(this.IsPair, this.Blocks);

    public override string Summary =>
        $"output[{this.Columns}, {this.Width}] (+)= left[rows, {this.Columns}]^T x right[rows, {this.Width}]: " +
        "one register tile; rows in order.";

    private ImmutableArray<string> Places => TilePanels.Of(this.IsPair);

    private int Width => this.Places.Length * Panels.Width;

    public override void WriteBody(KernelWriter writer)
    {
        IEnumerable<int> columns = Enumerable.Range(0, this.Columns);

        foreach (int column in columns)
        {
            foreach (string place in this.Places)
            {
                writer.DeclareAcross($"sum{place}{column}x", _ => writer.Zero);
            }
        }

        writer.Line();

        if (this.Blocks is BlockTable blocks)
        {
            writer.Declare("float*", "pool", "right");
            writer.Line();

            using (writer.Block("for (nint last = first + rows, count; first < last; first += count)"))
            {
                writer.Line($"right = &pool[({blocks.RowOf("first")}) * {Panels.Width}];");
                writer.Line($"count = Math.Min(last, {blocks.EndOf("first")}) - first;");
                writer.Line();
                this.WriteRows(writer, "count");
            }
        }
        else
        {
            this.WriteRows(writer, "rows");
        }

        writer.Line();
        TilePanels.DeclareOutput(writer, this.IsPair, "outputApart");
        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            this.EachSum(writer, static (sum, output) => $"{sum} += {output};");
        }

        writer.Line();
        this.EachSum(writer, static (sum, output) => $"{output} = {sum};");
    }

    private void WriteRows(KernelWriter writer, string rows)
    {
        string steps = $"left = &left[{Panels.Width}], right = &right[{Panels.Width}]";

        using (writer.Block($"for (float* end = &right[{rows} * {Panels.Width}]; right != end; {steps})"))
        {
            this.WriteRow(writer);
        }
    }

    private void WriteRow(KernelWriter writer)
    {
        TilePanels.DeclareRow(writer, this.IsPair, "right", "rightApart");

        foreach (string place in this.Places)
        {
            writer.Declare($"row{place}", vector => writer.At($"right{place}", vector));
        }

        foreach (int column in Enumerable.Range(0, this.Columns))
        {
            writer.Declare($"column{column}", writer.Broadcast($"left[{column}]"));

            foreach (string place in this.Places)
            {
                writer.Each(vector => writer.AddProduct($"sum{place}{column}x{vector}", $"column{column}", $"row{place}{vector}"));
            }
        }
    }

    private void EachSum(KernelWriter writer, Func<string, string, string> statement)
    {
        foreach (string place in this.Places)
        {
            foreach (int column in Enumerable.Range(0, this.Columns))
            {
                writer.EachAcross(vector =>
                    statement($"sum{place}{column}x{vector}", writer.At($"output{place}", column, vector)));
            }
        }
    }
}

/// <summary>The 16 x 16 outer product of two panels, or of one and two: as many tiles as the register file asks for.</summary>
/// <param name="IsPair">Whether the right side has two panels.</param>
internal sealed record OuterPanel(bool IsPair = false) : Kernel
{
    /// <summary>
    /// How it finds the rows of the right side, those of cached positions from <c>first</c> on; null where they stand one behind another.
    /// </summary>
    public BlockTable? Blocks { get; init; }

    protected override KernelName Words => new KernelName(this.IsPair ? "OuterPair" : "OuterPanel").Word(this.Blocks?.Word ?? "");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => SignatureOf(this.IsPair, this.Blocks);

    public override string Summary
    {
        get
        {
            int width = TilePanels.Of(this.IsPair).Length * Panels.Width;

            return $"output[{Panels.Width}, {width}] (+)= left[rows, {Panels.Width}]^T x right[rows, {width}]." +
                (this.IsPair ? " The two panels of the right side are apart, and those of the output." : "");
        }
    }

    /// <summary>What panels and tiles are given.</summary>
    public static Signature SignatureOf(bool isPair, BlockTable? blocks) => Signature.Empty
        .Floats("left", "right", "output").Indices("rows").IndicesIf(isPair, "rightApart", "outputApart")
        .IntegersIf(blocks is not null, "blocks").IndicesIf(blocks is not null, "first").Flags("accumulate");

    public override IEnumerable<Kernel> Callees(InstructionSet set) => this.TilesOf(set).Distinct();

    public override void WriteBody(KernelWriter writer)
    {
        int column = 0;

        foreach (OuterTile tile in this.TilesOf(writer.Set))
        {
            string left = Pointer.To("left", $"{column}");
            string output = Pointer.To("output", $"{column * Panels.Width}");
            writer.Call(
                tile,
                [
                    .. this.Signature.Parameters.Select(static parameter => (parameter.Name, (string?)parameter.Name)).Skip(3),
                    ("left", left), ("right", "right"), ("output", output),
                ]);
            column += tile.Columns;
        }
    }

    // 16 columns as evenly as the registers allow: 6 + 5 + 5 for 12 sums of two vectors.
    private IEnumerable<OuterTile> TilesOf(InstructionSet set)
    {
        int most = this.IsPair ? set.OuterTileColumns / 2 : set.OuterTileColumns;
        int tiles = (Panels.Width + most - 1) / most;
        int columns = Panels.Width / tiles;

        return Enumerable.Range(0, tiles).Select(tile => new OuterTile(tile < Panels.Width % tiles ? columns + 1 : columns, this.IsPair)
        {
            Blocks = this.Blocks,
        });
    }
}
