using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A panel of a product with integers for any number of rows, or two, tile by tile; the last rows have smaller ones.</summary>
/// <inheritdoc cref="IntegerTile"/>
internal sealed record IntegerTiles(WeightFormat Weights, IntegerColumns Input, bool IsPair) : Kernel
{
    /// <summary>Parts of a float in which the shares of rows are counted.</summary>
    public const int Parts = 256;

    protected override KernelName Words => new($"{IntegerTile.NameOf(this.Weights, this.Input, this.IsPair)}Tiles");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Integers("input", "sums").Floats("scales", "weights", "output", "initial", "ahead")
        .Indices("rows", "share").Then(this.Shape);

    public override string Summary =>
        $"output[rows, {this.Columns}] = initial[rows, {this.Columns}] + " +
        $"scales[rows] * input[rows, depth] x weights[depth, {this.Columns}], tile by tile.\n" +
        $"Weights ahead are fetched on the way: a row's share of each panel, for two rows of weights, is given in {Parts}ths of a float.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => this.RowsOf(set).Select(this.TileOf);

    private Signature Shape => IntegerTile.ShapeOf(this.IsPair);

    private ImmutableArray<int> RowsOf(InstructionSet set) => this.Input == IntegerColumns.GroupedBytes
        ? set.Quads!.TileRows
        : IntegerWeights.Of(this.Weights).TileRows(set);

    private int Places => TilePanels.Of(this.IsPair).Length;

    private int Columns => this.Places * Panels.Width;

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("nint", "row", "0");

        foreach (int rows in this.RowsOf(writer.Set))
        {
            string heading = rows == 1 ? "for (; row < rows; row++)" : $"for (; row <= rows - {rows}; row += {rows})";
            writer.Line();
            this.WriteTiles(writer, this.TileOf(rows), heading);
        }
    }

    private void WriteTiles(KernelWriter writer, IntegerTile tile, string heading)
    {
        if (writer.Set.Caches is null)
        {
            using (writer.Block(heading))
            {
                this.WriteTile(writer, tile, "0");
            }

            return;
        }

        const int Pairs = IntegerTile.PairsOfStep;
        int lines = tile.LinesOfStep();
        string advance = $"advance{tile.Rows}";
        writer.Declare("nint", advance, $"({tile.Rows * this.Places * Pairs / lines} * share + {Parts / 2}) / {Parts}");
        writer.Line();

        using (writer.Block(heading))
        {
            this.WriteTile(writer, tile, advance);
            writer.Line($"ahead = &ahead[{advance} * (depth / {2 * Pairs / lines})];");
        }
    }

    private void WriteTile(KernelWriter writer, IntegerTile tile, string advance) => writer.Call(
        tile,
        [
            .. this.Shape.Parameters.Select(static parameter => (parameter.Name, (string?)parameter.Name)),
            ("input", $"&input[row * {IntegerTile.InputsOf(this.Input)}]"), ("sums", "&sums[row]"),
            ("scales", "&scales[row]"), ("weights", "weights"), ("ahead", "ahead"), ("advance", advance),
            ("output", $"&output[row * {Panels.Width}]"), ("initial", "&initial[row * initialStride]"),
        ]);

    private IntegerTile TileOf(int rows) => new(this.Weights, this.Input, this.IsPair, rows);
}
