using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>A panel, or two, tile by tile and part by part of the depth.</content>
internal sealed partial record ProductKernel
{
    /// <summary>Deeper products are cut: 256 rows of a weight panel are 16 KB, half of the first level cache.</summary>
    private const int MaximumDepth = 256;

    /// <summary>The same of two panels.</summary>
    private const int MaximumPairDepth = MaximumDepth / 2;

    // Equal parts of at most the maximum depth, as few as possible; the first ones are a panel deeper where they cannot be equal.
    private IEnumerable<(int Depth, int Count)> PartsOf(bool isPair)
    {
        int most = isPair ? MaximumPairDepth : MaximumDepth;
        int panels = this.Depth / Panels.Width;
        int parts = (this.Depth + most - 1) / most;
        int deeper = panels % parts;

        if (deeper > 0)
        {
            yield return (Panels.Width * ((panels / parts) + 1), deeper);
        }

        yield return (Panels.Width * (panels / parts), parts - deeper);
    }

    // What the sums are added to.
    private string Initial => this.AddsResidualInTiles ? "residual" : this.HasBias ? "bias" : "zeros";

    private void WriteTiles(KernelWriter writer, bool isPair)
    {
        if (this.IsInteger)
        {
            this.WriteIntegerTiles(writer, isPair);
            return;
        }

        int column = 0;

        foreach ((int depth, int count) in this.PartsOf(isPair))
        {
            int alone = column == 0 ? 1 : 0;

            if (alone == 1)
            {
                string weights = this.WriteWeights(writer, depth, 0, isPair, isLoop: false);
                this.WritePart(writer, depth, "input", weights, isPair, this.Ahead(depth, 0, isPair), this.Initial);
            }

            if (count > alone)
            {
                this.WriteFurtherParts(writer, depth, count - alone, column + (alone * depth), isPair);
            }

            column += count * depth;
        }
    }

    // Each part is added to the sums so far.
    private void WriteFurtherParts(KernelWriter writer, int depth, int count, int column, bool isPair)
    {
        string start = Literal.Integer((long)column / Panels.Width * this.Stride);
        writer.Line();
        writer.Comment($"Columns {Literal.Integer(column)} to {Literal.Integer(column + (count * depth) - 1)} of the input.");

        if (count == 1)
        {
            string rows = this.WriteWeights(writer, depth, column, isPair, isLoop: false);
            this.WritePart(writer, depth, Pointer.To("input", start), rows, isPair, this.Ahead(depth, column, isPair));
            return;
        }

        using (writer.Block($"for (nint part = 0; part < {count}; part++)"))
        {
            string part = $"part * {Literal.Integer((long)depth / Panels.Width * this.Stride)}";
            writer.Declare("float*", "columns", Pointer.To("input", start, part));
            string weights = this.WriteWeights(writer, depth, column, isPair, isLoop: true);
            string ahead = this.Ahead(depth, column, isPair);
            string last = this.Ahead(depth, column + ((count - 1) * depth), isPair);
            writer.Line();
            this.WritePart(writer, depth, "columns", weights, isPair, ahead == last ? ahead : $"part < {count - 1} ? {ahead} : {last}");
        }
    }

    // From a part's weights to those of the next, or of the next panels.
    private string Ahead(int depth, int column, bool isPair) => Literal.Integer(
        (long)Panels.Width * (column + depth < this.Depth ? depth : ((isPair ? 2 : 1) * this.Depth) - column));

    // Where a part's weights stand, or where they have been widened to.
    private string WriteWeights(KernelWriter writer, int depth, int row, bool isPair, bool isLoop)
    {
        if (this.IsWidened)
        {
            string first = isLoop ? $"{Literal.Integer(row)} + part * {depth}" : Literal.Integer(row);
            writer.Call(this.Widen, ("panel", "weights"), ("row", first), ("rows", $"{depth}"), ("output", "widened"));

            if (isPair)
            {
                string beside = Pointer.To("weights", Literal.Integer(this.WeightStride));
                string output = Pointer.To("widened", Literal.Integer(depth * Panels.Width));
                writer.Call(this.Widen, ("panel", beside), ("row", first), ("rows", $"{depth}"), ("output", output));
            }

            return "widened";
        }

        string start = Literal.Integer((long)row * Panels.Width);

        if (!isLoop)
        {
            return Pointer.To("weights", start);
        }

        string part = $"part * {Literal.Integer((long)depth * Panels.Width)}";
        writer.Declare("float*", "rowsOfWeights", Pointer.To("weights", start, part));

        return "rowsOfWeights";
    }

    private void WritePart(
        KernelWriter writer, int depth, string input, string weights, bool isPair, string ahead, string initial = "output")
    {
        bool isMatrix = initial is "output" or "residual";
        string stride = Literal.Integer(this.Stride);
        string initialApart = isMatrix ? stride : initial == "bias" ? $"{Panels.Width}" : "0";
        string weightsApart = Literal.Integer(this.IsWidened ? depth * Panels.Width : this.WeightStride);

        writer.Call(
            this.TilesOf(isPair),
            ("input", input), ("weights", weights), ("output", "output"), ("initial", initial), ("rows", "rows"),
            ("initialStride", isMatrix ? $"{Panels.Width}" : "0"), ("inputStride", stride), ("depth", $"{depth}"),
            ("initialApart", isPair ? initialApart : null), ("weightsApart", isPair ? weightsApart : null),
            ("ahead", this.Prefetches ? ahead : null));
    }

    private bool IsNarrow => this.Weights == WeightFormat.Float32 && WideTiles.Take(this.Depth, this.Width);

    private Kernel TilesOf(bool isPair) => this.IsNarrow ? new WideTiles() : new RowTiles(isPair, this.Prefetches);
}
