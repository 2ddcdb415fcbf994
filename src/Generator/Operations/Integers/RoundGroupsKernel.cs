using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Rounds rows to integers of 8 bits, each group of columns in parts of its largest magnitude, for products with integers: as bytes, four
/// of a word in the order of <see cref="OctetRows"/>, where the processor multiplies bytes, else as words of 16 bits. Two panels of the
/// input are a group.
/// </summary>
internal sealed record RoundGroupsKernel() : Kernel
{
    /// <summary>1.5 * 2^23: the last bits of a sum with it are an integer of less than half of that.</summary>
    public const float Shift = 12_582_912f;

    /// <summary>Its bits.</summary>
    public const string ShiftBits = "0x4B40_0000";

    private static readonly string[] Places = ["", "Beside"];

    protected override KernelName Words => new("RoundGroups");

    public override string Family => "Integers";

    public override bool IsEntry => false;

    public override Signature Signature =>
        Signature.Empty.Floats("input", "scales").Integers("rounded", "sums").Indices("inputStride", "depth", "rows");

    public override IEnumerable<VectorFunction> Functions => [new LargestMagnitudeFunction()];

    public override string Summary =>
        "scales[groups, rows] * rounded[groups, rows, columns] = input[rows, depth]: integers from -127 to 127, in groups of " +
        $"{RoundRowsKernel.Group} columns.\n" +
        "sums[groups, rows] = the sums of the integers. A group with an infinity or a NaN has no finite scale.\n" +
        "Bytes where the processor multiplies them, words of two bytes elsewhere.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Comment("1.5 * 2^23: in a sum with it the lower half of the bits is the integer.");
        writer.Declare("shift", writer.Broadcast(Shift));
        writer.Declare("float*", "zeros", $"stackalloc float[{Panels.Width}]", "cleared; the second half of a last group that has none");
        writer.Line();

        string steps = $"k += {RoundRowsKernel.Group}, at += 2 * inputStride";
        string heading = $"for (nint k = 0, at = 0; k < depth; {steps}, scales = &scales[rows], sums = &sums[rows])";

        using (writer.Block(heading))
        using (writer.Block("for (nint row = 0; row < rows; row++)"))
        {
            this.WriteGroup(writer);
        }
    }

    private void WriteGroup(KernelWriter writer)
    {
        writer.Declare("float*", "columns", Pointer.To("input", "at", $"row * {Panels.Width}"));
        writer.Declare("float*", "columnsBeside", $"k < depth - {Panels.Width} ? &columns[inputStride] : zeros");

        foreach (string place in Places)
        {
            writer.DeclareRow($"columns{place}");
        }

        writer.Declare(writer.Integers, "bits", $"{writer.Integers}.Zero");

        foreach (string place in Places)
        {
            writer.Each(vector =>
                $"bits = {writer.Class}.Max(bits, {writer.Class}.Abs({writer.At($"columns{place}", vector)}).AsInt32());");
        }

        writer.Line();
        writer.Declare("float", "largest", "LargestMagnitude(bits)");
        writer.Line($"scales[row] = largest * {Literal.Float(1f / sbyte.MaxValue)};");
        writer.Line();
        writer.Comment("Finite for the least there are: zeros stay zeros.");
        writer.Declare("factor", writer.Broadcast($"Math.Min({sbyte.MaxValue} / largest, float.MaxValue)"));

        foreach (string place in Places)
        {
            foreach (int vector in writer.VectorIndices)
            {
                string word = $"({writer.At($"columns{place}", vector)} * factor + shift).AsInt32()";
                writer.Declare(writer.Integers, $"words{place}{vector}", word);
            }
        }

        WriteSum(writer);
        writer.Line();
        WriteStores(writer);
    }

    // Without their upper half, that of the shift, words are the integers.
    private static void WriteSum(KernelWriter writer)
    {
        IEnumerable<string> integers =
            from place in Places
            from vector in writer.VectorIndices
            select $"(words{place}{vector} - shift.AsInt32())";
        writer.Line($"sums[row] = {writer.Class}.Sum({string.Join(" + ", integers)});");
    }

    private static void WriteStores(KernelWriter writer)
    {
        foreach (string place in Places)
        {
            foreach (((string type, string value), int half) in writer.Set.NarrowRow($"words{place}").Select(static (item, i) => (item, i)))
            {
                writer.Declare(type, $"shorts{place}{half}", value);
            }
        }

        if (writer.Set.Quads is not QuadProducts quads)
        {
            WriteWords(writer);
            return;
        }

        writer.Line();

        using (writer.Block($"if ({quads.Condition})"))
        {
            WriteBytes(writer);
        }

        using (writer.Block("else"))
        {
            WriteWords(writer);
        }
    }

    private static void WriteBytes(KernelWriter writer)
    {
        int integers = IntegerTile.InputsOf(IntegerColumns.GroupedBytes);
        string type = $"{FourLanes.Class}<sbyte>";
        writer.Declare($"{type}*", "bytes", $"({type}*)&rounded[(k / {RoundRowsKernel.Group} * rows + row) * {integers}]");
        writer.Declare(type, "order", $"{FourLanes.Class}.Create({Order()})");

        foreach ((string place, int i) in Places.Select(static (place, i) => (place, i)))
        {
            writer.Line($"bytes[{i}] = {FourLanes.Class}.Shuffle({writer.Set.NarrowShorts($"shorts{place}")}, order);");
        }
    }

    // Of all columns of a panel.
    private static string Order() => string.Join(
        ", ",
        Enumerable.Range(0, Panels.Width)
            .Select(static i => (i / OctetRows.Count * OctetRows.Count) + OctetRows.Order[i % OctetRows.Count])
            .Select(static (column, i) => i == 0 ? $"(sbyte){column}" : $"{column}"));

    private static void WriteWords(KernelWriter writer)
    {
        int integers = IntegerTile.InputsOf(IntegerColumns.GroupedWords);
        writer.Declare("int*", "to", $"&rounded[(k / {RoundRowsKernel.Group} * rows + row) * {integers}]");

        foreach ((string place, int i) in Places.Select(static (place, i) => (place, i)))
        {
            string at = i == 0 ? "to" : $"&to[{integers / 2}]";

            foreach ((string type, int half) in writer.Set.NarrowRow($"words{place}").Select(static (item, half) => (item.Type, half)))
            {
                writer.Line($"(({type}*){at})[{half}] = shorts{place}{half};");
            }
        }
    }
}
