using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The upper halves of keys and values, rounded to nearest.</summary>
internal sealed class BFloat16Cache() : StoredCache(CacheFormat.BFloat16, "ushort")
{
    public override IEnumerable<VectorFunction> Readers => [new FromBFloat16Function()];

    public override IEnumerable<VectorFunction> Writers => [new ToBFloat16Function()];

    public override string At(KernelWriter writer, string elements, int row, int vector) =>
        $"FromBFloat16({writer.Offset(elements, vector, row * Panels.Width)})";

    public override string Stored(string value, string row) => $"ToBFloat16({value})";

    public override string KeyElement(string row, int keySize) =>
        $"BitConverter.UInt32BitsToSingle((uint)((ushort*)keys)[{PlainKeyPlace(row, keySize)}] << 16)";

    protected override string KeyElements => " of bfloat16";

    protected override string ValueElements => " of bfloat16";
}

/// <summary><c>ToBFloat16(value)</c>: the nearest bfloat16, ties to even.</summary>
internal sealed record ToBFloat16Function() : VectorFunction("ToBFloat16")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "The upper half of a float's bits, to nearest, ties to even; a NaN stays one.", "ushort ToBFloat16(float value)");

        writer.Declare("uint", "bits", "BitConverter.SingleToUInt32Bits(value)");
        writer.Line();
        writer.Line("return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);");
    }
}
