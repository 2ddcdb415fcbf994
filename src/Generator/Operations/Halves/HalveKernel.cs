using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The upper halves of floats, over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record HalveKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Halve{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Halves";

    public override Signature Signature => Signature.Empty.Floats("input").Floats("output").Indices("row", "rows");

    public override IEnumerable<VectorFunction> Functions => [new ToBFloat16WordsFunction()];

    public override string Summary => $"output = input in bfloat16, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);
        writer.Declare("ushort*", "stored", "(ushort*)output");
        writer.Line();

        writer.Panels(
            this.Columns.Panels,
            _ =>
            {
                using (writer.Block($"for (nint at = row * {Panels.Width}; at < (row + rows) * {Panels.Width}; at += {Panels.Width})"))
                {
                    WriteRow(writer);
                }
            },
            $"input = &input[{stride}]",
            $"stored = &stored[{stride}]");
    }

    private static void WriteRow(KernelWriter writer)
    {
        writer.DeclareRow("input", "at");

        foreach (int vector in writer.VectorIndices)
        {
            writer.Declare(writer.Integers, $"words{vector}", $"ToBFloat16Words({writer.At("input", vector)})");
        }

        int half = 0;

        foreach ((string type, string value) in writer.Set.NarrowRow("words"))
        {
            writer.Line($"(({type}*)&stored[at])[{half++}] = {value};");
        }
    }
}

/// <summary><c>ToBFloat16Words(values)</c>: the nearest bfloat16 of each float in the lower half of a word.</summary>
internal sealed record ToBFloat16WordsFunction() : VectorFunction("ToBFloat16Words")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "The upper halves of floats, to nearest, ties to even, in the lower halves of words; a NaN stays one.",
            $"{writer.Integers} ToBFloat16Words({writer.Vector} values)");

        writer.Declare(writer.Integers, "bits", "values.AsInt32()");
        writer.Declare(
            writer.Integers, "rounded", $"(bits + {writer.Create("0x7FFF")} + ((bits >> 16) & {writer.Create("1")})) >> 16");
        writer.Line();
        writer.Line(
            $"return {writer.Class}.ConditionalSelect(" +
            $"{writer.Class}.Equals(values, values).AsInt32(), rounded, (bits >> 16) | {writer.Create("0x40")});");
    }
}
