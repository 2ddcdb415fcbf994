using System.Collections.Generic;
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
internal sealed record OuterTile(int Columns) : Kernel
{
    protected override KernelName Words => new($"OuterTile{this.Columns}");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("left", "right", "output").Indices("rows").Flags("accumulate");

    public override string Summary =>
        $"output[{this.Columns}, {Panels.Width}] (+)= left[rows, {this.Columns}]^T x right[rows, {Panels.Width}]: " +
        "one register tile; rows in order.";

    public override void WriteBody(KernelWriter writer)
    {
        IEnumerable<int> columns = Enumerable.Range(0, this.Columns);

        foreach (int column in columns)
        {
            writer.DeclareAcross($"sum{column}x", _ => writer.Zero);
        }

        writer.Line();
        writer.DeclareRows("output");

        using (writer.Block("if (accumulate)"))
        {
            foreach (int column in columns)
            {
                writer.EachAcross(vector => $"sum{column}x{vector} = {writer.At("output", column, vector)};");
            }
        }

        writer.Line();

        string steps = $"left += {Panels.Width}, right += {Panels.Width}";

        using (writer.Block($"for (float* end = &right[rows * {Panels.Width}]; right != end; {steps})"))
        {
            writer.DeclareRow("right");
            writer.Declare("row", vector => writer.At("right", vector));

            foreach (int column in columns)
            {
                writer.Declare($"column{column}", writer.Create($"left[{column}]"));
                writer.Each(vector => writer.AddProduct($"sum{column}x{vector}", $"column{column}", $"row{vector}"));
            }
        }

        writer.Line();

        foreach (int column in columns)
        {
            writer.EachAcross(vector => $"{writer.At("output", column, vector)} = sum{column}x{vector};");
        }
    }
}

/// <summary>The 16 x 16 outer product of two panels: as many tiles as the register file asks for.</summary>
internal sealed record OuterPanel : Kernel
{
    protected override KernelName Words => new("OuterPanel");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("left", "right", "output").Indices("rows").Flags("accumulate");

    public override string Summary =>
        $"output[{Panels.Width}, {Panels.Width}] (+)= left[rows, {Panels.Width}]^T x right[rows, {Panels.Width}].";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => Tiles(set).Distinct();

    public override void WriteBody(KernelWriter writer)
    {
        int column = 0;

        foreach (OuterTile tile in Tiles(writer.Set))
        {
            string left = Pointer.To("left", $"{column}");
            string output = Pointer.To("output", $"{column * Panels.Width}");
            writer.Call(tile, ("left", left), ("right", "right"), ("output", output), ("rows", "rows"), ("accumulate", "accumulate"));
            column += tile.Columns;
        }
    }

    // 16 columns as evenly as the registers allow: 6 + 5 + 5 for 12 sums of two vectors.
    private static IEnumerable<OuterTile> Tiles(InstructionSet set)
    {
        int tiles = (Panels.Width + set.OuterTileColumns - 1) / set.OuterTileColumns;
        int columns = Panels.Width / tiles;

        return Enumerable.Range(0, tiles).Select(tile => new OuterTile(tile < Panels.Width % tiles ? columns + 1 : columns));
    }
}
