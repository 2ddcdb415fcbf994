using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Puts the keys and values of one head into its caches.</summary>
/// <param name="KeySize">Columns of a head's keys, padded.</param>
/// <param name="ValueSize">Columns of a head's values, padded.</param>
/// <param name="CacheSize">Rows of the caches, whole panels.</param>
/// <param name="Format">How the caches keep them.</param>
/// <param name="Layout">The rows of keys and values.</param>
internal sealed record CacheRowsKernel(int KeySize, int ValueSize, int CacheSize, CacheFormat Format, RowLayout Layout) : Kernel
{
    /// <summary>How it finds the rows of a slot; null where positions are rows.</summary>
    public BlockTable? Blocks { get; init; }

    protected override KernelName Words => new KernelName($"CacheRows{this.KeySize}x{this.ValueSize}")
        .Count("Positions", this.CacheSize).Word(this.Blocks?.Word ?? "").Word(this.Cache.Word).Rows(this.Layout);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty
        .Floats("key", "value", "keyCache", "valueCache").IntegersIf(this.Blocks is not null, "blocks")
        .IndicesIf(this.Blocks is not null, "slot").Indices("position", "rows");

    public override IEnumerable<VectorFunction> Functions => this.Cache.Writers;

    public override string Summary =>
        "Rows of keys and values go to their caches, from a position on. " + this.Cache.Describe(this.KeySize, this.CacheSize);

    private StoredCache Cache => StoredCache.Of(this.Format);

    /// <summary>What puts rows into a cache.</summary>
    public static CacheRowsKernel Of(KeyValueCache cache, RowLayout rows) =>
        new(cache.KeySize, cache.ValueSize, cache.Rows, cache.Format, rows) { Blocks = BlockTable.Of(cache) };

    public override void WriteBody(KernelWriter writer)
    {
        this.Blocks?.WriteSlot(writer);
        string steps = $"position++, key = &key[{Panels.Width}], value = &value[{Panels.Width}]";

        using (writer.Block($"for (nint end = position + rows; position < end; {steps})"))
        {
            if (this.Blocks is not null)
            {
                writer.Declare("nint", "row", this.Blocks.RowOf("position"));
            }

            string row = this.Blocks is null ? "position" : "row";
            this.Cache.DeclareNewKey(writer, row, this.KeySize, this.Layout.Stride);
            this.Cache.DeclareNewValue(writer, row, this.ValueSize, this.CacheSize, this.Layout.Stride);
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
        $"cachedValue = &cachedValue[{Literal.Integer((long)this.CacheSize * Panels.Width)}]");
}
