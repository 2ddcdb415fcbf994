using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The register tile of every matrix product whose depth runs along the columns of its left side:
/// output[r, 0..15] = initial[r, 0..15] + sum over k of input[r, k] weights[k, 0..15] for the set's tile rows. The sums stay in
/// registers; each step loads one row of weights and broadcasts one column of the input.
/// </summary>
/// <param name="Depth">Columns of the input, up to the last one that counts; 0 when only the call knows them.</param>
/// <param name="Layout">The rows of the input.</param>
/// <param name="IsSmall">Whether it has the set's fewer rows.</param>
/// <param name="Prefetches">
/// Whether it asks for the weights that the next tiles need, which come from beyond the second level cache.
/// </param>
internal sealed record RowTile(int Depth, RowLayout Layout, bool IsSmall = false, bool Prefetches = false) : Kernel
{
    protected override KernelName Words => new KernelName(this.IsSmall ? "SmallTile" : "Tile")
        .Count("", this.Depth).If(this.Prefetches, "Ahead").Rows(this.Layout);

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Floats("input", "weights", "output", "initial").Indices("initialStride").IndicesIf(this.Depth == 0, "depth");

    public override IEnumerable<VectorFunction> Functions => this.Prefetches ? [new PrefetchFunction()] : [];

    public override string Summary
    {
        get
        {
            string depth = this.Depth == 0 ? "depth" : this.Depth.ToString();

            return $"output[rows, 16] = initial[rows, 16] + input[rows, {depth}] x weights[{depth}, 16]: one register tile.\n" +
                "An initial stride of 0 starts every row from the same 16 values." +
                (this.Prefetches ? $"\nThe {this.Depth} rows of weights behind these are fetched into the second level cache." : "");
        }
    }

    public override void WriteBody(KernelWriter writer)
    {
        int rows = this.RowsOf(writer.Set);

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.DeclareAcross($"sum{row}x", vector => writer.At("initial", vector));

            if (row < rows - 1)
            {
                writer.Line("initial += initialStride;");
            }
        }

        writer.Line();

        if (this.Depth == 0)
        {
            this.WriteAnyDepth(writer);
        }
        else
        {
            this.WriteDepth(writer);
        }

        writer.Line();

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.EachAcross(vector => $"{writer.At("output", vector, row * Axis.PanelWidth)} = sum{row}x{vector};");
        }
    }

    private int RowsOf(InstructionSet set) => this.IsSmall ? set.SmallTileRows : set.TileRows;

    // From the end of a panel's row to the next panel.
    private string NextPanel => $"input += {Literal.Integer(this.Layout.Stride - Axis.PanelWidth)}";

    private void WriteAnyDepth(KernelWriter writer)
    {
        using (writer.Block($"for (; depth >= 16; depth -= 16, {this.NextPanel})"))
        {
            this.WriteColumns(writer, Axis.PanelWidth);
        }

        writer.Line();
        writer.Comment("The columns of the last panel that count.");

        using (writer.Block("for (float* end = weights + depth * 16; weights != end; weights += 16, input++)"))
        {
            this.WriteStep(writer, 0);
        }
    }

    private void WriteDepth(KernelWriter writer)
    {
        int whole = this.Depth / Axis.PanelWidth;
        int tail = this.Depth % Axis.PanelWidth;

        if (whole == 1)
        {
            this.WriteColumns(writer, Axis.PanelWidth);
        }
        else if (whole > 1)
        {
            string end = Literal.Integer(whole * Axis.PanelWidth * Axis.PanelWidth);

            using (writer.Block($"for (float* end = weights + {end}; weights != end; {this.NextPanel})"))
            {
                this.WriteColumns(writer, Axis.PanelWidth);
            }
        }

        if (tail == 0)
        {
            return;
        }

        if (whole == 1)
        {
            writer.Line();
            writer.Line($"{this.NextPanel};");
        }

        if (whole > 0)
        {
            writer.Line();
            writer.Comment("The columns of the last panel that count.");
        }

        this.WriteColumns(writer, tail);
    }

    // Two columns at a time, where that leaves none over.
    private void WriteColumns(KernelWriter writer, int columns)
    {
        int steps = columns % 2 == 0 ? 2 : 1;
        string end = $"float* panelEnd = weights + {columns * Axis.PanelWidth}";
        string next = steps == 1 ? "weights += 16, input++" : "weights += 32, input += 2";

        using (writer.Block($"for ({end}; weights != panelEnd; {next})"))
        {
            this.WriteStep(writer, 0);

            if (steps == 2)
            {
                writer.Line();
                this.WriteStep(writer, 1);
            }
        }
    }

    private void WriteStep(KernelWriter writer, int step)
    {
        string suffix = step == 0 ? "" : "Next";
        writer.Declare($"weight{suffix}", vector => writer.At("weights", vector, step * Axis.PanelWidth));

        if (this.Prefetches && writer.Set.Caches is not null)
        {
            writer.Line($"Prefetch(weights + {Literal.Integer((this.Depth + step) * Axis.PanelWidth)});");
        }

        foreach (int row in Enumerable.Range(0, this.RowsOf(writer.Set)))
        {
            string column = $"column{row}{suffix}";
            writer.Declare(column, writer.Create($"input[{(row * Axis.PanelWidth) + step}]"));
            writer.Each(vector => writer.AddProduct($"sum{row}x{vector}", column, $"weight{suffix}{vector}"));
        }
    }
}
