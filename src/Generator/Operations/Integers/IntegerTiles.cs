using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A panel of a product with integers for any number of rows, or two, tile by tile; the last rows have smaller ones.</summary>
/// <inheritdoc cref="IntegerTile"/>
internal sealed record IntegerTiles(WeightFormat Weights, bool IsPair) : Kernel
{
    protected override KernelName Words => new($"{this.Weights}{(this.IsPair ? "Pair" : "")}Tiles");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Integers("input").IntegersIf(this.HasSums, "sums").Floats("scales", "weights", "output", "initial").Indices("rows")
        .Then(this.Shape);

    public override string Summary =>
        $"output[rows, {this.Columns}] = initial[rows, {this.Columns}] + " +
        $"scales[rows] * input[rows, depth] x weights[depth, {this.Columns}], tile by tile.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => this.RowsOf(set).Select(this.TileOf);

    private Signature Shape => IntegerTile.ShapeOf(this.IsPair);

    private bool HasSums => WeightLayout.Of(this.Weights).HasZeros;

    private ImmutableArray<int> RowsOf(InstructionSet set) => IntegerWeights.Of(this.Weights).TileRows(set);

    private int Columns => TilePanels.Of(this.IsPair).Length * Panels.Width;

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("nint", "row", "0");

        foreach (int rows in this.RowsOf(writer.Set))
        {
            writer.Line();

            using (writer.Block(rows == 1 ? "for (; row < rows; row++)" : $"for (; row <= rows - {rows}; row += {rows})"))
            {
                this.WriteTile(writer, rows);
            }
        }
    }

    private void WriteTile(KernelWriter writer, int rows) => writer.Call(
        this.TileOf(rows),
        [
            .. this.Shape.Parameters.Select(static parameter => (parameter.Name, (string?)parameter.Name)),
            ("input", $"&input[row * {RoundRowsKernel.Pairs}]"), ("sums", this.HasSums ? "&sums[row]" : null), ("scales", "&scales[row]"),
            ("weights", "weights"),
            ("output", $"&output[row * {Panels.Width}]"), ("initial", "&initial[row * initialStride]"),
        ]);

    private IntegerTile TileOf(int rows) => new(this.Weights, this.IsPair, rows);
}
