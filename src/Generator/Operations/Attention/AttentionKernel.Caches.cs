using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

// Prompts: keys and values that are read from caches, and become floats where they are kept in fewer bits.
internal sealed partial record AttentionKernel
{
    /// <summary>How the caches keep keys and values, where these come from caches.</summary>
    public CacheFormat Format { get; init; }

    /// <summary>Attention of prompts: keys and values come from caches, before a run of queries those of the positions before it.</summary>
    /// <param name="shape">Heads, sizes and mask.</param>
    /// <param name="rows">The rows of activations.</param>
    /// <param name="positions">Rows of the caches.</param>
    /// <param name="format">How the caches keep keys and values.</param>
    public static AttentionKernel OfPrompt(AttentionShape shape, RowLayout rows, int positions, CacheFormat format) => new(
        AttentionTiling.Of(shape, rows) with { Dropout = 0, HasPast = shape.Causal, CachedPositions = positions }, CachedKeys(positions),
        KeepsStatistics: false)
    {
        Format = format,
        BiasedLength = shape.Relative is null ? 0 : positions,
    };

    private (string Name, string Shape, int Floats) Widened
    {
        get
        {
            int rows = Math.Max(this.Tiling.PaddedKeySize, this.BlockKeys);

            return ("widened", $"[{rows}, {Panels.Width}]: a panel of cached keys or values as floats", rows * Panels.Width);
        }
    }

    private StoredCache Cache => StoredCache.Of(this.Format);

    // Whether keys and values become floats before tiles read them.
    private bool Widens => this.Tiling.IsCached && this.Cache.IsPacked;

    // Floats from one panel of values to the next.
    private long ValueStride =>
        this.Tiling.IsCached ? this.Cache.Layout.ValuePanelFloats(this.Tiling.CachedPositions) : this.Tiling.Stride;

    private WidenCacheKernel WidenKeys => WidenCacheKernel.Keys(this.Format);

    private WidenCacheKernel WidenValues => WidenCacheKernel.Values(this.Format);

    private static int CachedKeys(int positions) => Math.Min(MostKeys, positions);

    // The panel of cached keys that begins at a position, as floats.
    private string KeysOf(KernelWriter writer, string position)
    {
        string panel = this.Cache.KeyPanel("key", position, this.Tiling.PaddedKeySize);

        if (!this.Widens)
        {
            return panel;
        }

        writer.Call(this.WidenKeys, ("panel", panel), ("rows", $"{this.Tiling.KeySize}"), ("output", "widened"));

        return "widened";
    }

    // The rows of a panel of values that belong to the block, as floats.
    private string ValuesOf(KernelWriter writer, PanelIndex panel)
    {
        CacheLayout layout = this.Cache.Layout;
        string scales = layout.HasScales ? $"{Literal.Integer(layout.ValueScaleFloats(this.Tiling.CachedPositions))} + " : "";
        string rows = panel.Of("value", this.ValueStride, $"{scales}first * {layout.RowFloats}");

        if (!this.Widens)
        {
            return rows;
        }

        writer.Call(
            this.WidenValues,
            ("panel", rows), ("scales", layout.HasScales ? "&value[first]" : null), ("rows", "count"), ("output", "widened"));

        return "widened";
    }
}
