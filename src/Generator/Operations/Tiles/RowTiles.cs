using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>
/// A panel of a product for any number of rows, tile by tile; small tiles take the last ones where a whole one would be half empty.
/// </summary>
/// <param name="Prefetches">Whether its tiles ask for the weights that the next ones need.</param>
internal sealed record RowTiles(bool Prefetches) : Kernel
{
    protected override KernelName Words => new KernelName("Tiles").If(this.Prefetches, "Ahead");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Floats("input", "weights", "output", "initial").Indices("rows").Then(RowTile.Shape);

    public override string Summary =>
        $"output[rows, {Panels.Width}] = initial[rows, {Panels.Width}] + input[rows, depth] x weights[depth, {Panels.Width}], " +
        "tile by tile.\n" +
        "Tiles write up to the next multiple of their rows.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Tile, this.SmallTile];

    private RowTile Tile => new(IsSmall: false, this.Prefetches);

    private RowTile SmallTile => new(IsSmall: true, this.Prefetches);

    public override void WriteBody(KernelWriter writer)
    {
        int tile = writer.Set.TileRows;
        int small = writer.Set.SmallTileRows;
        int most = writer.Set.SmallTilesRows;
        int excess = (most + small) % tile;
        string end = $"rows - {most}";

        if (excess > 0)
        {
            writer.Comment(
                $"A whole tile less where small ones fit better: with them, multiples of {small} rows write no row beyond their last.");
            writer.Declare("nint", "end", $"rows - (rows % {tile} is > 0 and <= {excess} ? {most + small} : {most})");
            end = "end";
        }

        writer.Declare("nint", "row", "0");
        writer.Line();
        WriteLoop(writer, end, tile, this.Tile);
        writer.Line();
        WriteLoop(writer, "rows", small, this.SmallTile);
    }

    private static void WriteLoop(KernelWriter writer, string end, int rows, RowTile tile)
    {
        using (writer.Block($"for (; row < {end}; row += {rows})"))
        {
            writer.Call(
                tile,
                ("input", $"&input[row * {Panels.Width}]"), ("weights", "weights"), ("output", $"&output[row * {Panels.Width}]"),
                ("initial", "&initial[row * initialStride]"), ("initialStride", "initialStride"),
                ("inputStride", "inputStride"), ("depth", "depth"));
        }
    }
}
