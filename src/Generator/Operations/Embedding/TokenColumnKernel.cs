using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// The row of a token out of a table that stands as the weights of a product, a column for every token: integers of 8 bits times the scale
/// of their group, exact and so the same bits in every set. One number after another: a token has few, and its column touches every cache
/// line of its panel in any case.
/// </summary>
/// <param name="Columns">The columns of the table, which are rows of weights.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record TokenColumnKernel(Axis Columns, RowLayout Layout) : Kernel
{
    private static readonly WeightLayout Stored = WeightLayout.Of(WeightFormat.Int8);

    protected override KernelName Words => new KernelName($"TokenColumn{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Embedding";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("table").Indices("token").Floats("output");

    public override string Summary =>
        $"output[0..{this.Columns.Padded - 1}] = a column of table[{this.Columns.Padded}, ..]:\n" +
        "factor of the column x scale of a group x integer.\n" +
        $"Panels of {Panels.Width} columns: factors first, then groups of {Stored.GroupRows} rows, each its scales and then eights of " +
        "rows.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("float*", "panel", $"&table[token / {Panels.Width} * {Literal.Integer(Stored.Floats(this.Columns.Padded))}]");
        writer.Declare("nint", "column", $"token % {Panels.Width}");
        writer.Declare("ushort*", "scales", $"(ushort*)&panel[{Stored.FactorBytes / sizeof(float)}] + column");
        writer.Line();

        string next = $"scales = &scales[{Stored.GroupBytes / sizeof(ushort)}]";

        using (writer.Block($"for (nint row = 0, end = 0; row < {this.Columns.Padded}; {next})"))
        {
            writer.Comment("A float16 in a float's places is 2^-112 of the number.");
            string half = $"BitConverter.Int32BitsToSingle(*scales << 13) * {FromFloat16Function.Factor}";
            writer.Declare("float", "scale", $"panel[column] * ({half})");
            writer.Declare("byte*", "eight", $"(byte*)&scales[{Panels.Width}] + {OctetRows.OfWord - sizeof(ushort)} * column");
            writer.Line($"end = Math.Min(row + {Stored.GroupRows}, {this.Columns.Padded});");
            writer.Line();
            this.WriteEights(writer);
        }
    }

    private void WriteEights(KernelWriter writer)
    {
        using (writer.Block($"for (; row < end; row += {OctetRows.Count}, eight = &eight[{Stored.Bytes(OctetRows.Count)}])"))
        {
            string place = $"row / {Panels.Width} * {Literal.Integer(this.Layout.Stride)} + row % {Panels.Width}";
            writer.Declare("float*", "values", $"&output[{place}]");

            for (int row = 0; row < OctetRows.Count; row++)
            {
                writer.Line($"values[{row}] = scale * (eight[{OctetRows.PlaceOf(0, row)}] - {WeightLayout.ByteOffset});");
            }
        }
    }
}
