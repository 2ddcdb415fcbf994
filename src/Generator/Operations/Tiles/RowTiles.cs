using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>
/// A panel of a product for any number of rows, or two, tile by tile; small tiles take the last rows where a whole one would be half empty.
/// </summary>
/// <inheritdoc cref="RowTile"/>
internal sealed record RowTiles(bool IsPair, bool Prefetches) : Kernel
{
    protected override KernelName Words => new KernelName(this.IsPair ? "PairTiles" : "Tiles").If(this.Prefetches, "Ahead");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Floats("input", "weights", "output", "initial").Indices("rows").Then(this.Shape);

    public override string Summary =>
        $"output[rows, {this.Columns}] = initial[rows, {this.Columns}] + input[rows, depth] x weights[depth, {this.Columns}], " +
        "tile by tile.\n" +
        "Tiles write up to the next multiple of their rows.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Tile, this.SmallTile];

    private Signature Shape => RowTile.ShapeOf(this.IsPair, this.Prefetches);

    private RowTile Tile => new(this.IsPair, IsSmall: false, this.Prefetches);

    private RowTile SmallTile => new(this.IsPair, IsSmall: true, this.Prefetches);

    /// <summary>Panels of weights that it multiplies with.</summary>
    public int PanelsOfWeights => TilePanels.Of(this.IsPair).Length;

    private int Columns => this.PanelsOfWeights * Panels.Width;

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
        this.WriteLoop(writer, end, tile, this.Tile);
        writer.Line();
        this.WriteLoop(writer, "rows", small, this.SmallTile);
    }

    private void WriteLoop(KernelWriter writer, string end, int rows, RowTile tile)
    {
        using (writer.Block($"for (; row < {end}; row += {rows})"))
        {
            writer.Call(
                tile,
                [
                    .. this.Shape.Parameters.Select(static parameter => (parameter.Name, (string?)parameter.Name)),
                    ("input", $"&input[row * {Panels.Width}]"), ("weights", "weights"), ("output", $"&output[row * {Panels.Width}]"),
                    ("initial", "&initial[row * initialStride]"),
                ]);
        }
    }
}
