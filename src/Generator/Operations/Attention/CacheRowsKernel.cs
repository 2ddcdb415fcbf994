using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Puts the keys and values of one head into its caches.</summary>
/// <param name="KeySize">Columns of a head's keys, padded.</param>
/// <param name="ValueSize">Columns of a head's values, padded.</param>
/// <param name="Positions">Rows of the caches, whole panels.</param>
/// <param name="Format">How the caches keep them.</param>
/// <param name="Layout">The rows of keys and values.</param>
internal sealed record CacheRowsKernel(int KeySize, int ValueSize, int Positions, CacheFormat Format, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"CacheRows{this.KeySize}x{this.ValueSize}")
        .Count("Positions", this.Positions).Word(this.Cache.Word).Rows(this.Layout);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty.Floats("key", "value", "keyCache", "valueCache").Indices("position", "rows");

    public override IEnumerable<VectorFunction> Functions => this.Cache.Writers;

    public override string Summary =>
        "Rows of keys and values go to their caches, from a position on. " + this.Cache.Describe(this.KeySize, this.Positions);

    private StoredCache Cache => StoredCache.Of(this.Format);

    public override void WriteBody(KernelWriter writer)
    {
        string steps = $"position++, key = &key[{Panels.Width}], value = &value[{Panels.Width}]";

        using (writer.Block($"for (nint end = position + rows; position < end; {steps})"))
        {
            this.Cache.DeclareNewKey(writer, this.KeySize, this.Layout.Stride);
            this.Cache.DeclareNewValue(writer, this.ValueSize, this.Positions, this.Layout.Stride);
            writer.Line();
            this.WriteKey(writer);
            writer.Line();
            this.WriteValue(writer);
        }
    }

    // Padding is zeros, in the caches too.
    private void WriteKey(KernelWriter writer)
    {
        if (this.Layout.Stride == Panels.Width || this.KeySize == Panels.Width)
        {
            this.WriteKeyColumns(writer, this.KeySize, "column");
            return;
        }

        writer.PanelsAt(
            this.KeySize / Panels.Width, this.Layout.Stride,
            at => this.WriteKeyColumns(writer, Panels.Width, $"{at} + column"),
            $"cachedKey = &cachedKey[{Panels.Square}]");
    }

    private void WriteKeyColumns(KernelWriter writer, int columns, string column)
    {
        using (writer.Block($"for (nint column = 0; column < {columns}; column++)"))
        {
            writer.Line($"cachedKey[column * {Panels.Width}] = {this.Cache.Stored($"key[{column}]", "key")};");
        }
    }

    private void WriteValue(KernelWriter writer) => writer.PanelsAt(
        this.ValueSize / Panels.Width, this.Layout.Stride,
        at =>
        {
            if (this.Cache.IsPacked)
            {
                using SourceWriter.Block columns = writer.Block($"for (nint column = 0; column < {Panels.Width}; column++)");
                writer.Line($"cachedValue[column] = {this.Cache.Stored($"value[{(at.Length == 0 ? "" : $"{at} + ")}column]", "value")};");
                return;
            }

            writer.DeclareRow("value", at);
            writer.DeclareRow("cachedValue");
            writer.Each(vector => $"{writer.At("cachedValue", vector)} = {writer.At("value", vector)};");
        },
        $"cachedValue = &cachedValue[{Literal.Integer(this.Positions * Panels.Width)}]");
}
