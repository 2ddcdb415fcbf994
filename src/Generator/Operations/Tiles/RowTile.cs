using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of every matrix product whose depth runs along the columns of its left side:
/// output[r, 0..15] = initial[r, 0..15] + sum over k of input[r, k] weights[k, 0..15] for the set's tile rows. The sums stay in
/// registers; each step loads one row of weights and broadcasts one column of the input. Depth and strides come with the call: they cost
/// a register and no time, and one tile serves all shapes of all models.
/// </summary>
/// <param name="IsSmall">Whether it has the set's fewer rows.</param>
/// <param name="Prefetches">
/// Whether it asks for the weights that the next tiles need, which come from beyond the second level cache.
/// </param>
internal sealed record RowTile(bool IsSmall = false, bool Prefetches = false) : Kernel
{
    /// <summary>What tiles and rows of tiles are given besides their matrices.</summary>
    public static readonly Signature Shape = Signature.Empty.Indices("initialStride", "inputStride", "depth");

    protected override KernelName Words => new KernelName(this.IsSmall ? "SmallTile" : "Tile").If(this.Prefetches, "Ahead");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("input", "weights", "output", "initial").Then(Shape);

    public override IEnumerable<VectorFunction> Functions => this.Prefetches ? [new PrefetchFunction()] : [];

    public override string Summary =>
        $"output[rows, {Panels.Width}] = initial[rows, {Panels.Width}] + input[rows, depth] x weights[depth, {Panels.Width}]: " +
        "one register tile.\n" +
        $"Panels of the input are a stride apart; an initial stride of 0 starts every row from the same {Panels.Width} values." +
        (this.Prefetches ? "\nThe weights of the next panel are fetched into the second level cache." : "");

    public override void WriteBody(KernelWriter writer)
    {
        int rows = this.IsSmall ? writer.Set.SmallTileRows : writer.Set.TileRows;

        writer.DeclareRow("initial");
        writer.Declare("nint", "step", $"initialStride / {writer.Set.Lanes}");

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.DeclareAcross($"sum{row}x", vector => writer.At("initial", vector));

            if (row < rows - 1)
            {
                writer.Line("initialRow = &initialRow[step];");
            }
        }

        if (this.Fetches(writer))
        {
            writer.Declare("nint", "next", $"depth * {Panels.Width}");
        }

        writer.Line();

        using (writer.Block($"for (; depth > 0; depth -= {Panels.Width}, input += inputStride - {Panels.Width})"))
        using (writer.Block(
            $"for (float* end = &weights[Math.Min(depth, {Panels.Width}) * {Panels.Width}]; weights != end; " +
            $"weights += {Panels.Width}, input++)"))
        {
            this.WriteStep(writer, rows);
        }

        writer.Line();
        writer.DeclareRows("output");

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.EachAcross(vector => $"{writer.At("output", row, vector)} = sum{row}x{vector};");
        }
    }

    private bool Fetches(KernelWriter writer) => this.Prefetches && writer.Set.Caches is not null;

    // One column of the input and one row of weights.
    private void WriteStep(KernelWriter writer, int rows)
    {
        writer.DeclareRow("weights");
        writer.Declare("weight", vector => writer.At("weights", vector));

        if (this.Fetches(writer))
        {
            writer.Line("Prefetch(&weights[next]);");
        }

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.Declare($"column{row}", writer.Create($"input[{row * Panels.Width}]"));
            writer.Each(vector => writer.AddProduct($"sum{row}x{vector}", $"column{row}", $"weight{vector}"));
        }
    }
}
