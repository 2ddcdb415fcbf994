using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of every matrix product whose depth runs along the columns of its left side:
/// output[r, 0..15] = initial[r, 0..15] + sum over k of input[r, k] weights[k, 0..15] for the set's tile rows. The sums stay in
/// registers; each step loads one row of weights and broadcasts one column of the input. Depth and strides come with the call: they cost
/// a register and no time, and one tile serves all shapes of all models.
/// </summary>
/// <param name="IsPair">Whether it multiplies with two panels of weights at once, and loads a column of the input once for both.</param>
/// <param name="IsSmall">Whether it has the set's fewer rows.</param>
/// <param name="Prefetches">
/// Whether it asks for the weights that the next tiles need, which come from beyond the second level cache.
/// </param>
internal sealed record RowTile(bool IsPair = false, bool IsSmall = false, bool Prefetches = false) : Kernel
{
    protected override KernelName Words =>
        new KernelName((this.IsSmall ? "Small" : "") + (this.IsPair ? "PairTile" : "Tile")).If(this.Prefetches, "Ahead");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature =>
        Signature.Empty.Floats("input", "weights", "output", "initial").Then(ShapeOf(this.IsPair, this.Prefetches));

    public override IEnumerable<VectorFunction> Functions => this.Prefetches ? [new PrefetchFunction()] : [];

    public override string Summary =>
        $"output[rows, {this.Columns}] = initial[rows, {this.Columns}] + input[rows, depth] x weights[depth, {this.Columns}]: " +
        "one register tile.\n" +
        $"Panels of the input are a stride apart; an initial stride of 0 gives every row the same {this.Columns} values." +
        (this.IsPair ? "\nThe second panel of weights and of initial values lies apart, that of the output a stride away." : "") +
        (this.Prefetches ? "\nThe weights of the next tiles, which lie ahead, are fetched into the second level cache." : "");

    /// <summary>What tiles and rows of tiles are given besides their matrices.</summary>
    public static Signature ShapeOf(bool isPair, bool prefetches) => Signature.Empty
        .Indices("initialStride", "inputStride", "depth").IndicesIf(isPair, "initialApart", "weightsApart").IndicesIf(prefetches, "ahead");

    private ImmutableArray<string> Places => TilePanels.Of(this.IsPair);

    private int Columns => this.Places.Length * Panels.Width;

    public override void WriteBody(KernelWriter writer)
    {
        int rows = this.IsSmall ? writer.Set.SmallTileRows : writer.Set.TileRows;

        foreach (int row in Enumerable.Range(0, rows))
        {
            foreach (string place in this.Places)
            {
                writer.DeclareAcross($"sum{place}{row}x", _ => writer.Zero);
            }
        }

        writer.Line();

        using (writer.Block($"for (; depth > 0; depth -= {Panels.Width}, input = &input[inputStride - {Panels.Width}])"))
        using (writer.Block(
            $"for (float* end = &weights[Math.Min(depth, {Panels.Width}) * {Panels.Width}]; weights != end; " +
            $"weights = &weights[{Panels.Width}], input++)"))
        {
            this.WriteStep(writer, rows);
        }

        writer.Line();
        this.WriteOutput(writer, rows);
    }

    // One column of the input and one row of weights.
    private void WriteStep(KernelWriter writer, int rows)
    {
        TilePanels.DeclareRow(writer, this.IsPair, "weights", "weightsApart");

        foreach (string place in this.Places)
        {
            writer.Declare($"weight{place}", vector => writer.At($"weights{place}", vector));
        }

        if (this.Prefetches && writer.Set.Caches is not null)
        {
            this.WritePrefetches(writer);
        }

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.Declare($"column{row}", writer.Broadcast($"input[{row * Panels.Width}]"));

            foreach (string place in this.Places)
            {
                writer.Each(vector => writer.AddProduct($"sum{place}{row}x{vector}", $"column{row}", $"weight{place}{vector}"));
            }
        }
    }

    private void WritePrefetches(KernelWriter writer)
    {
        foreach (string place in this.Places)
        {
            writer.Line($"Prefetch({Pointer.To("weights", place.Length > 0 ? "weightsApart" : "", "ahead")});");
        }
    }

    // Last, not first: beside a large initial value every step would round to its last place.
    private void WriteOutput(KernelWriter writer, int rows)
    {
        TilePanels.DeclareRow(writer, this.IsPair, "initial", "initialApart");
        writer.Declare("nint", "step", $"initialStride / {writer.Set.Lanes}");
        TilePanels.DeclareOutput(writer, this.IsPair, "inputStride");

        foreach (int row in Enumerable.Range(0, rows))
        {
            foreach (string place in this.Places)
            {
                writer.EachAcross(vector =>
                    $"{writer.At($"output{place}", row, vector)} = {writer.At($"initial{place}", vector)} + sum{place}{row}x{vector};");
            }

            foreach (string place in row < rows - 1 ? this.Places : [])
            {
                writer.Line($"initial{place}Row = &initial{place}Row[step];");
            }
        }
    }
}
