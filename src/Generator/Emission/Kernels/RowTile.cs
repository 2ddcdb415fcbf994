using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>
/// The register tile of every matrix product whose depth runs along the columns of its left side:
/// output[r, 0..15] = initial[r, 0..15] + sum over k of input[r, k] weights[k, 0..15] for the set's tile rows. The sums stay in
/// registers; each step loads one row of weights and broadcasts one column of the input.
/// </summary>
/// <param name="Depth">Columns of the input, whole panels; 0 when only the call knows them.</param>
/// <param name="Layout">The rows of the input.</param>
/// <param name="IsSmall">Whether it has the set's fewer rows.</param>
/// <param name="Prefetches">Whether it asks for the weights that the next tiles need, which come from beyond the second level cache.</param>
internal sealed record RowTile(int Depth, RowLayout Layout, bool IsSmall = false, bool Prefetches = false)
    : Kernel($"{(IsSmall ? "Small" : "")}Tile{(Depth == 0 ? "" : Depth.ToString())}{(Prefetches ? "Ahead" : "")}{Layout.Label}")
{
    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override string Parameters =>
        "float* input, float* weights, float* output, float* initial, nint initialStride" + (this.Depth == 0 ? ", nint depth" : "");

    public override string Summary =>
        $"output[rows, 16] = initial[rows, 16] + input[rows, {(this.Depth == 0 ? "depth" : this.Depth.ToString())}] x weights[{(this.Depth == 0 ? "depth" : this.Depth.ToString())}, 16]: one register tile.\n" +
        "An initial stride of 0 starts every row from the same 16 values." +
        (this.Prefetches ? $"\nThe {this.Depth} rows of weights behind these are fetched into the second level cache." : "");

    public override void WriteBody(KernelWriter writer)
    {
        int rows = this.RowsOf(writer.Set);

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.Line(string.Join(" ", writer.VectorIndices.Select(vector => $"{writer.Vector} sum{row}x{vector} = {writer.At("initial", vector)};")));

            if (row < rows - 1)
            {
                writer.Line("initial += initialStride;");
            }
        }

        writer.Line();

        if (this.Depth == 0)
        {
            using (writer.Block($"for (; depth >= 16; depth -= 16, input += {Literal.Integer(this.Layout.Stride - Axis.PanelWidth)})"))
            {
                this.WritePanel(writer);
            }

            writer.Line();
            writer.Line("// The columns of the last panel that count.");

            using (writer.Block("for (float* end = weights + depth * 16; weights != end; weights += 16, input++)"))
            {
                this.WriteStep(writer, 0);
            }
        }
        else
        {
            using (writer.Block($"for (float* end = weights + {Literal.Integer(this.Depth * Axis.PanelWidth)}; weights != end; input += {Literal.Integer(this.Layout.Stride - Axis.PanelWidth)})"))
            {
                this.WritePanel(writer);
            }
        }

        writer.Line();

        foreach (int row in Enumerable.Range(0, rows))
        {
            writer.Line(string.Join(" ", writer.VectorIndices.Select(vector => $"{writer.At("output", vector, row * Axis.PanelWidth)} = sum{row}x{vector};")));
        }
    }

    private int RowsOf(InstructionSet set) => this.IsSmall ? set.SmallTileRows : set.TileRows;

    private void WritePanel(KernelWriter writer)
    {
        using (writer.Block("for (float* panelEnd = weights + 256; weights != panelEnd; weights += 32, input += 2)"))
        {
            this.WriteStep(writer, 0);
            writer.Line();
            this.WriteStep(writer, 1);
        }
    }

    private void WriteStep(KernelWriter writer, int step)
    {
        string suffix = step == 0 ? "" : "Next";
        writer.Declare($"weight{suffix}", vector => writer.At("weights", vector, step * Axis.PanelWidth));

        if (this.Prefetches && writer.Set.HasPrefetch)
        {
            writer.Line($"Prefetch(weights + {Literal.Integer((this.Depth + step) * Axis.PanelWidth)});");
        }

        foreach (int row in Enumerable.Range(0, this.RowsOf(writer.Set)))
        {
            string column = $"column{row}{suffix}";
            writer.Line($"{writer.Vector} {column} = {writer.Class}.Create(input[{(row * Axis.PanelWidth) + step}]);");
            writer.Each(vector => $"sum{row}x{vector} = {writer.Set.MultiplyAdd(column, $"weight{suffix}{vector}", $"sum{row}x{vector}")};");
        }
    }
}

/// <summary>A panel of a product for any number of rows, tile by tile; small tiles take the last ones where a whole one would be half empty.</summary>
/// <param name="Depth">Columns of the input, whole panels.</param>
/// <param name="Layout">The rows of the input.</param>
/// <param name="Prefetches">Whether its tiles ask for the weights that the next ones need.</param>
internal sealed record RowTiles(int Depth, RowLayout Layout, bool Prefetches) : Kernel($"Rows{Depth}{(Prefetches ? "Ahead" : "")}{Layout.Label}")
{
    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override string Parameters => "float* input, float* weights, float* output, float* initial, nint initialStride, nint rows";

    public override string Summary =>
        $"output[rows, 16] = initial[rows, 16] + input[rows, {this.Depth}] x weights[{this.Depth}, 16], tile by tile.\n" +
        "An initial stride of 0 starts every row from the same 16 values. Tiles write up to the next multiple of their rows.";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Tile, this.SmallTile];

    private RowTile Tile => new(this.Depth, this.Layout, IsSmall: false, this.Prefetches);

    private RowTile SmallTile => new(this.Depth, this.Layout, IsSmall: true, this.Prefetches);

    public override void WriteBody(KernelWriter writer)
    {
        int most = writer.Set.SmallTilesRows;
        int excess = (most + writer.Set.SmallTileRows) % writer.Set.TileRows;
        string end = $"rows - {most}";

        if (excess > 0)
        {
            writer.Line($"// A whole tile less where small ones fit better: with them, multiples of {writer.Set.SmallTileRows} rows write no row beyond their last.");
            writer.Line($"nint end = rows - (rows % {writer.Set.TileRows} is > 0 and <= {excess} ? {most + writer.Set.SmallTileRows} : {most});");
            end = "end";
        }

        writer.Line("nint row = 0;");
        writer.Line();
        WriteLoop(writer, end, writer.Set.TileRows, this.Tile);
        writer.Line();
        WriteLoop(writer, "rows", writer.Set.SmallTileRows, this.SmallTile);
    }

    private static void WriteLoop(KernelWriter writer, string end, int rows, RowTile tile)
    {
        using (writer.Block($"for (; row < {end}; row += {rows})"))
        {
            writer.Line($"{tile.Name}(input + row * 16, weights, output + row * 16, initial + row * initialStride, initialStride);");
        }
    }
}

/// <summary>
/// The register tile of every product whose depth runs along the rows of both sides:
/// output[c, 0..15] (+)= sum over rows of left[row, c] right[row, 0..15] for a few columns c of a panel.
/// </summary>
/// <param name="Columns">Columns of the left side.</param>
internal sealed record OuterTile(int Columns) : Kernel($"OuterTile{Columns}")
{
    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override string Parameters => "float* left, float* right, float* output, nint rows, bool accumulate";

    public override string Summary => $"output[{this.Columns}, 16] (+)= left[rows, {this.Columns}]^T x right[rows, 16]: one register tile; rows in order.";

    public override void WriteBody(KernelWriter writer)
    {
        IEnumerable<int> columns = Enumerable.Range(0, this.Columns);

        foreach (int column in columns)
        {
            writer.Line(string.Join(" ", writer.VectorIndices.Select(vector => $"{writer.Vector} sum{column}x{vector} = {writer.Zero};")));
        }

        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            foreach (int column in columns)
            {
                writer.Line(string.Join(" ", writer.VectorIndices.Select(vector => $"sum{column}x{vector} = {writer.At("output", vector, column * Axis.PanelWidth)};")));
            }
        }

        writer.Line();

        using (writer.Block("for (float* end = right + rows * 16; right != end; left += 16, right += 16)"))
        {
            writer.Declare("row", vector => writer.At("right", vector));

            foreach (int column in columns)
            {
                writer.Line($"{writer.Vector} column{column} = {writer.Class}.Create(left[{column}]);");
                writer.Each(vector => $"sum{column}x{vector} = {writer.Set.MultiplyAdd($"column{column}", $"row{vector}", $"sum{column}x{vector}")};");
            }
        }

        writer.Line();

        foreach (int column in columns)
        {
            writer.Line(string.Join(" ", writer.VectorIndices.Select(vector => $"{writer.At("output", vector, column * Axis.PanelWidth)} = sum{column}x{vector};")));
        }
    }
}

/// <summary>The 16 x 16 outer product of two panels: as many tiles as the register file asks for.</summary>
internal sealed record OuterPanel() : Kernel("OuterPanel")
{
    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override string Parameters => "float* left, float* right, float* output, nint rows, bool accumulate";

    public override string Summary => "output[16, 16] (+)= left[rows, 16]^T x right[rows, 16].";

    public override IEnumerable<Kernel> Callees(InstructionSet set) => Split(set).Distinct().Select(static columns => new OuterTile(columns));

    public override void WriteBody(KernelWriter writer)
    {
        int column = 0;

        foreach (int columns in Split(writer.Set))
        {
            string left = column == 0 ? "left" : $"left + {column}";
            string output = column == 0 ? "output" : $"output + {column * Axis.PanelWidth}";
            writer.Line($"OuterTile{columns}({left}, right, {output}, rows, accumulate);");
            column += columns;
        }
    }

    // 16 columns as evenly as the registers allow: 6 + 5 + 5 for 12 sums of two vectors, all 16 where a sum is one of 32 registers.
    private static IEnumerable<int> Split(InstructionSet set)
    {
        int vectors = Axis.PanelWidth / set.Lanes;
        int most = vectors == 1 ? Axis.PanelWidth : set.TileRows;
        int tiles = (Axis.PanelWidth + most - 1) / most;

        return Enumerable.Range(0, tiles).Select(tile => (Axis.PanelWidth / tiles) + (tile < Axis.PanelWidth % tiles ? 1 : 0));
    }
}
