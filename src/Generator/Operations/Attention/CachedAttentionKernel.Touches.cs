using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>
/// Values that are on their way while scores are computed. A panel of them is a few KB of one text, over before a processor's own fetching
/// ahead has begun.
/// </content>
internal sealed partial record CachedAttentionKernel
{
    // Where the heads of all layers are more than what processors keep, and each panel of keys has one of values beside it. Floats are so
    // many that they would be gone again.
    private bool TouchesValues => this.Cache.IsPacked
        && this.KeySize / Panels.Width is int panels and > 1 && panels <= this.PaddedValueSize / Panels.Width
        && (long)this.CacheSize * (panels + (this.PaddedValueSize / Panels.Width)) * this.RowBytes >= Caches.Second / 2;

    private int RowBytes => this.Cache.Layout.RowFloats * sizeof(float);

    private bool Touches(KernelWriter writer) => this.TouchesValues && writer.Set.Caches is not null;

    private void DeclareSoon(KernelWriter writer)
    {
        if (this.Touches(writer))
        {
            writer.Line();
            writer.Comment("The values of these positions come to the first level cache meanwhile.");
            this.Cache.DeclareElements(writer, "soon", $"&{this.Cache.Values}[{this.RowOf("at")} * {Panels.Width}]");
        }
    }

    private string NextSoon(KernelWriter writer) =>
        this.Touches(writer) ? $", soon = &soon[{Literal.Integer((long)this.CacheSize * Panels.Width)}]" : "";

    // The values of a position for each column of the keys, line by line.
    private void WriteTouch(KernelWriter writer, int row)
    {
        if (this.Touches(writer) && row * this.RowBytes % Caches.Line == 0)
        {
            writer.Line($"Touch((float*){Pointer.To("soon", Literal.Integer(row * Panels.Width))});");
        }
    }
}
