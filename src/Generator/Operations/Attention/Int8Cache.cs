using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Keys and values as integers of a byte, each key and each value of a head with a scale.</summary>
internal sealed class Int8Cache() : StoredCache(CacheFormat.Int8, "sbyte")
{
    // What the largest magnitude becomes: a symmetric range.
    private const int Largest = sbyte.MaxValue;

    public override IEnumerable<VectorFunction> Readers => [new FromInt8Function()];

    public override IEnumerable<VectorFunction> Writers => [new LargestMagnitudeFunction(), new ToInt8Function()];

    /// <summary>Twice as many bytes are read as a vector has lanes.</summary>
    public override int ReadsPast => Panels.Width * sizeof(sbyte) / sizeof(float);

    public override void DeclareKeys(KernelWriter writer, string name, string panel)
    {
        writer.Declare("float*", "keyScales", panel);
        writer.DeclareRow("keyScales");
        writer.Declare("sbyte*", name, $"(sbyte*)&keyScales[{this.Layout.KeyScaleFloats}]");
    }

    public override void DeclareValues(KernelWriter writer, string cache, int rows)
    {
        writer.Declare("float*", "valueScales", cache);
        writer.Declare("sbyte*", this.Values, $"(sbyte*)&valueScales[{Literal.Integer(this.Layout.ValueScaleFloats(rows))}]");
    }

    public override void DeclareValueScales(KernelWriter writer, string row) => writer.DeclareRow("valueScales", row);

    public override string WithKeyScale(KernelWriter writer, string product, int vector) =>
        $"{product} * {writer.At("keyScales", vector)}";

    public override string WithValueScales(KernelWriter writer, string probabilities, int vector) =>
        $"{probabilities} * {writer.At("valueScales", vector)}";

    public override string WithValueScale(KernelWriter writer, string value, string position) =>
        $"{value} * {writer.Broadcast($"scales[{position}]")}";

    public override string At(KernelWriter writer, string elements, int row, int vector) =>
        $"FromInt8({writer.Offset(elements, vector, row * Panels.Width)})";

    public override void DeclareNewKey(KernelWriter writer, string row, int keySize, int stride)
    {
        string panel = Literal.Integer(this.Layout.KeyPanelFloats(keySize));
        writer.Declare("float*", "keyPanel", $"&keyCache[{row} / {Panels.Width} * {panel}]");
        WriteScale(writer, "key", keySize, stride, $"keyPanel[{row} % {Panels.Width}]");
        writer.Declare("sbyte*", "cachedKey", $"&((sbyte*)&keyPanel[{this.Layout.KeyScaleFloats}])[{row} % {Panels.Width}]");
    }

    public override void DeclareNewValue(KernelWriter writer, string row, int valueSize, int rows, int stride)
    {
        string first = Literal.Integer(this.Layout.ValueScaleFloats(rows));
        WriteScale(writer, "value", valueSize, stride, $"valueCache[{row}]");
        writer.Declare("sbyte*", "cachedValue", $"&((sbyte*)&valueCache[{first}])[{row} * {Panels.Width}]");
    }

    // What the elements of a row are made with, and its scale to its place.
    private static void WriteScale(KernelWriter writer, string row, int columns, int stride, string scale)
    {
        writer.Declare(writer.Integers, $"{row}Bits", $"{writer.Integers}.Zero");
        writer.Line();
        writer.PanelsAt(columns / Panels.Width, stride, at =>
        {
            writer.DeclareRow(row, at);
            writer.Each(vector => $"{row}Bits = {writer.Class}.Max({row}Bits, {writer.Class}.Abs({writer.At(row, vector)}).AsInt32());");
        });
        writer.Line();
        writer.Declare("float", $"{row}Largest", $"LargestMagnitude({row}Bits)");
        writer.Declare("float", $"{row}Factor", $"{Largest} / {row}Largest");
        writer.Line($"{scale} = {row}Largest * {Literal.Float(1f / Largest)};");
    }

    public override string Stored(string value, string row) => $"ToInt8({value} * {row}Factor)";

    public override string KeyElement(string row, int keySize)
    {
        string panel = Literal.Integer(this.Layout.KeyPanelFloats(keySize));
        string scale = $"keys[{row} / {Panels.Width} * {panel} + {row} % {Panels.Width}]";
        string elements = $"(sbyte*)&keys[{row} / {Panels.Width} * {panel} + {this.Layout.KeyScaleFloats}]";

        return $"{scale} * ({elements})[column * {Panels.Width} + {row} % {Panels.Width}]";
    }

    protected override string KeyElements => $" of int8 behind {Panels.Width} scales";

    protected override string ValueElements => " of int8 behind a scale for each position";
}

/// <summary><c>FromInt8(stored)</c>: as many bytes as a vector has lanes as floats; bytes behind them are read, and mean nothing.</summary>
internal sealed record FromInt8Function() : VectorFunction("FromInt8")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("Integers of a byte as floats.", $"{writer.Vector} FromInt8(sbyte* stored)");

        writer.Declare(writer.Integers, "integers", writer.Set.WidenInt8ToInt32("stored"));
        writer.Line();
        writer.Line($"return {writer.Class}.ConvertToSingle(integers);");
    }
}

/// <summary><c>ToInt8(value)</c>: the nearest integer of a float from -127 to 127, ties to even.</summary>
internal sealed record ToInt8Function() : VectorFunction("ToInt8")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "The nearest integer: in a sum with 1.5 * 2^23 it is the lower half of the bits.", "sbyte ToInt8(float value)");

        writer.Line("return (sbyte)BitConverter.SingleToInt32Bits(value + 12_582_912f);");
    }
}
