using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Some rows of a panel of cached keys or values as floats, for tiles.</summary>
/// <param name="Format">How they are kept.</param>
/// <param name="OfKeys">Whether they are columns of keys behind their scales; else they are rows with a scale each, or with none.</param>
internal sealed record WidenCacheKernel(CacheFormat Format, bool OfKeys) : Kernel
{
    protected override KernelName Words => new KernelName($"Widen{this.Cache.Word}").If(this.OfKeys, "Keys");

    private StoredCache Cache => StoredCache.Of(this.Format);

    private string Rows => this.OfKeys ? "keys" : this.HasScales ? "values" : "keys or values";

    private bool HasScales => this.Cache.Layout.HasScales;

    public override string Family => "Attention";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty
        .Floats("panel").FloatsIf(!this.OfKeys && this.HasScales, "scales").Indices("rows").Floats("output");

    public override IEnumerable<VectorFunction> Functions => this.Cache.Readers;

    public override int ReadsPast(string parameter) => parameter == "panel" ? this.Cache.ReadsPast : 0;

    public override string Summary =>
        $"output[rows, {Panels.Width}] = rows of a panel of cached {this.Rows} as floats.";

    /// <summary>What widens the columns of keys.</summary>
    public static WidenCacheKernel Keys(CacheFormat format) => new(format, StoredCache.Of(format).Layout.HasScales);

    /// <summary>What widens rows of values; without scales it is the same.</summary>
    public static WidenCacheKernel Values(CacheFormat format) => new(format, OfKeys: false);

    public override void WriteBody(KernelWriter writer)
    {
        if (this.OfKeys)
        {
            this.Cache.DeclareKeys(writer, "stored", "panel");
        }
        else
        {
            this.Cache.DeclareElements(writer, "stored", this.Cache.Elements("panel"));
        }

        writer.Line();
        string steps = $"row++, output = &output[{Panels.Width}], stored = &stored[{Panels.Width}]";

        using (writer.Block($"for (nint row = 0; row < rows; {steps})"))
        {
            writer.DeclareRow("output");
            writer.Each(vector =>
            {
                string value = this.Cache.At(writer, "stored", row: 0, vector);
                string scaled = this.OfKeys
                    ? this.Cache.WithKeyScale(writer, value, vector)
                    : this.Cache.WithValueScale(writer, value, "row");

                return $"{writer.At("output", vector)} = {scaled};";
            });
        }
    }
}
