using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Keys and values as they are computed.</summary>
internal sealed class FloatCache() : StoredCache(CacheFormat.Float32, "float")
{
    public override bool IsPacked => false;

    public override void DeclareKeys(KernelWriter writer, string name, string panel) => writer.Declare("float*", name, panel);

    public override string Values => "valueCache";

    public override void DeclareValues(KernelWriter writer, string cache, int rows)
    {
    }

    public override void DeclareRows(KernelWriter writer, string elements) => writer.DeclareRows(elements);

    public override string At(KernelWriter writer, string elements, int row, int vector) => writer.At(elements, row, vector);

    public override string Stored(string value, string row) => value;

    public override string KeyElement(string row, int keySize) => $"keys[{PlainKeyPlace(row, keySize)}]";
}
