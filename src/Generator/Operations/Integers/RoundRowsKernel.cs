using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Rounds rows to integers of two bytes, each in parts of its largest magnitude, for products with integers. Two panels of the input are a
/// group of columns, in which a row is a cache line.
/// </summary>
internal sealed record RoundRowsKernel() : Kernel
{
    /// <summary>Columns of a group, as many as rows of weights share a scale.</summary>
    public const int Group = 2 * Panels.Width;

    /// <summary>Pairs of neighbouring columns in a group: 32 bits each.</summary>
    public const int Pairs = Group / 2;

    protected override KernelName Words => new("RoundRows");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature =>
        Signature.Empty.Floats("input", "scales").Integers("rounded", "sums").Indices("inputStride", "depth", "rows");

    public override IEnumerable<VectorFunction> Functions => [new LargestMagnitudeFunction()];

    public override string Summary =>
        "scales[rows] * rounded[rows, depth] = input[rows, depth]: integers of two bytes, up to 32,767 for a row's largest.\n" +
        $"They stand in groups of {Group} columns, in which a row is {Pairs} pairs. A row with an infinity or a NaN has no finite " +
        "scale.\n" +
        "sums[groups, rows] = the sums of the integers.";

    public override void WriteBody(KernelWriter writer)
    {
        string columns = $"for (nint k = 0, at = 0; k < depth; k += {Panels.Width}, at += inputStride)";
        writer.Comment("1.5 * 2^23: in a sum with it the lower half of the bits is the integer.");
        writer.Declare("shift", writer.Broadcast(RoundGroupsKernel.Shift));
        writer.Line();

        string steps = $"input = &input[{Panels.Width}], rounded = &rounded[{Pairs}], sums = &sums[1]";

        using (writer.Block($"for (nint row = 0; row < rows; row++, {steps})"))
        {
            writer.Declare(writer.Integers, "bits", $"{writer.Integers}.Zero");
            writer.Line();

            using (writer.Block(columns))
            {
                writer.DeclareRow("input", "at");
                writer.Each(vector =>
                    $"bits = {writer.Class}.Max(bits, {writer.Class}.Abs({writer.At("input", vector)}).AsInt32());");
            }

            writer.Line();
            writer.Declare("float", "largest", "LargestMagnitude(bits)");
            writer.Line($"scales[row] = largest * {Literal.Float(1f / short.MaxValue)};");
            writer.Declare("factor", writer.Broadcast($"{short.MaxValue} / largest"));
            writer.Line();

            using (writer.Block(columns))
            {
                WriteRow(writer);
            }
        }
    }

    private static void WriteRow(KernelWriter writer)
    {
        writer.DeclareRow("input", "at");

        foreach (int vector in writer.VectorIndices)
        {
            writer.Declare(writer.Integers, $"words{vector}", $"({writer.At("input", vector)} * factor + shift).AsInt32()");
        }

        writer.Declare("int*", "to", $"&rounded[(k & -{Group}) / 2 * rows + (k & {Panels.Width}) / 2]");
        int half = 0;

        foreach ((string type, string value) in writer.Set.NarrowRow("words"))
        {
            writer.Line($"(({type}*)to)[{half++}] = {value};");
        }

        WriteSum(writer);
    }

    // The first panel of a group begins its sum. Without their upper half, that of the shift, words are the integers.
    private static void WriteSum(KernelWriter writer)
    {
        string[] integers = [.. writer.VectorIndices.Select(vector => $"words{vector} - shift.AsInt32()")];
        writer.Declare("int", "sum", $"{writer.Class}.Sum({string.Join(" + ", integers)})");
        writer.Declare("int*", "total", $"&sums[k / {Group} * rows]");
        writer.Line($"*total = (k & {Panels.Width}) == 0 ? sum : *total + sum;");
    }
}
