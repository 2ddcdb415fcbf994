using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// A panel of a product for any number of rows, as <see cref="RowTiles"/> compute it, in double: for products of so few outputs that only
/// a narrow model has them.
/// </summary>
internal sealed record WideTiles : Kernel
{
    /// <summary>The most columns of an input; more belong to a wide model, in whose time such a product counts.</summary>
    private const int MostInputs = 256;

    protected override KernelName Words => new("WideTiles");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Floats("input", "weights", "output", "initial").Indices("rows").Then(RowTile.ShapeOf(isPair: false, prefetches: false));

    public override string Summary =>
        $"output[rows, {Panels.Width}] = initial[rows, {Panels.Width}] + input[rows, depth] x weights[depth, {Panels.Width}], " +
        "summed in double.\nRows are written up to the next multiple of those that are summed side by side.";

    /// <summary>Whether a matrix is so narrow that its products are summed in double.</summary>
    /// <param name="inputs">Its rows, padded.</param>
    /// <param name="outputs">Its columns, padded.</param>
    public static bool Take(int inputs, int outputs) => outputs == Panels.Width && inputs <= MostInputs;

    /// <summary>Rows, or columns, whose sums a tile of doubles has side by side, so that they hide an addition's latency.</summary>
    public static int RowsOf(KernelWriter writer) => 4 / writer.VectorsPerPanel;

    public override void WriteBody(KernelWriter writer)
    {
        WideRow row = new(writer);
        int rows = RowsOf(writer);

        using (writer.Block($"for (nint row = 0; row < rows; row{(rows == 1 ? "++" : $" += {rows}")})"))
        {
            foreach (int index in Enumerable.Range(0, rows))
            {
                row.DeclareZeros($"sum{index}x");
            }

            writer.Declare("float*", "column", $"&input[row * {Panels.Width}]");
            writer.Declare("float*", "weight", "weights");
            writer.Line();

            string onward = $"left -= {Panels.Width}, column = &column[inputStride - {Panels.Width}]";
            string end = $"&weight[Math.Min(left, {Panels.Width}) * {Panels.Width}]";

            using (writer.Block($"for (nint left = depth; left > 0; {onward})"))
            using (writer.Block($"for (float* end = {end}; weight != end; weight = &weight[{Panels.Width}], column++)"))
            {
                WriteStep(writer, row, "weight", "column", rows, Panels.Width);
            }

            writer.Line();
            WriteOutput(writer, row, rows);
        }
    }

    /// <summary>Writes a step of a tile: a row of the right side, times some elements of the left one.</summary>
    public static void WriteStep(KernelWriter writer, WideRow row, string right, string left, int sums, int apart)
    {
        writer.DeclareRow(right);
        row.DeclareRead("w", right);

        foreach (int index in Enumerable.Range(0, sums))
        {
            writer.Declare(row.Vector, $"x{index}", writer.Create($"(double){left}[{index * apart}]"));
            row.AddProducts($"sum{index}x", _ => $"x{index}", static part => $"w{part}");
        }
    }

    private static void WriteOutput(KernelWriter writer, WideRow row, int rows)
    {
        writer.DeclareRows("output", $"row * {Panels.Width}");

        foreach (int index in Enumerable.Range(0, rows))
        {
            string first = $"first{index}";
            writer.DeclareRowAs(first, "initial", index == 0 ? "row * initialStride" : $"(row + {index}) * initialStride");
            row.DeclareRead(first + "x", first);
            row.Store(vector => writer.At("output", index, vector), part => $"{first}x{part} + sum{index}x{part}");
        }
    }
}
