using System;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>Rows of the caches.</summary>
    public int CacheSize { get; init; }

    /// <summary>How it finds the cached rows of a slot; null where positions are rows.</summary>
    public BlockTable? Blocks { get; init; }

    /// <summary>Attention of prompts: keys and values come from caches, before a run of queries those of the positions before it.</summary>
    /// <param name="shape">Heads, sizes and mask.</param>
    /// <param name="rows">The rows of activations.</param>
    /// <param name="cache">The caches.</param>
    public static AttentionKernel OfPrompt(AttentionShape shape, RowLayout rows, KeyValueCache cache) => new(
        AttentionTiling.Of(shape, rows) with { Dropout = 0, HasPast = shape.Causal, CachedPositions = cache.Positions },
        CachedKeys(cache.Positions), KeepsStatistics: false)
    {
        Format = cache.Format,
        CacheSize = cache.Rows,
        Blocks = BlockTable.Of(cache),
        BiasedLength = shape.Relative is null ? 0 : cache.Positions,
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
        this.Tiling.IsCached ? this.Cache.Layout.ValuePanelFloats(this.CacheSize) : this.Tiling.Stride;

    // What multiplies cached keys by queries.
    private static OuterPanel KeyPanel { get; } = new();

    // What multiplies probabilities by values, which it finds itself where they stand in blocks.
    private OuterPanel ValuePanel => new() { Blocks = this.Widens ? null : this.Blocks };

    private IEnumerable<OuterPanel> OuterPanels =>
        (this.Tiling.IsCached ? (OuterPanel[])[KeyPanel, this.ValuePanel] : [this.ValuePanel]).Distinct();

    private WidenCacheKernel WidenKeys => WidenCacheKernel.Keys(this.Format);

    private WidenCacheKernel WidenValues => WidenCacheKernel.Values(this.Format);

    private static int CachedKeys(int positions) => Math.Min(MostKeys, positions);

    // The panel of cached keys that begins at a position, as floats.
    private string KeysOf(KernelWriter writer, string position)
    {
        string row = this.Blocks is null ? position : $"({this.Blocks.RowOf(position)})";
        string panel = this.Cache.KeyPanel("key", row, this.Tiling.PaddedKeySize);

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
        if (!this.Widens)
        {
            // Rows that stand in blocks are found by the product itself.
            return panel.Of("value", this.ValueStride, this.Blocks is null ? $"first * {this.Cache.Layout.RowFloats}" : "");
        }

        if (this.Blocks is null)
        {
            this.CallWidenValues(writer, panel, "first", "count", "widened");

            return "widened";
        }

        using (writer.Block("for (nint at = first, rows; at < first + count; at += rows)"))
        {
            writer.Declare("nint", "row", this.Blocks.RowOf("at"));
            writer.Line($"rows = Math.Min(first + count, {this.Blocks.EndOf("at")}) - at;");
            this.CallWidenValues(writer, panel, "row", "rows", $"&widened[(at - first) * {Panels.Width}]");
        }

        writer.Line();

        return "widened";
    }

    // Widens rows of values that stand one behind another.
    private void CallWidenValues(KernelWriter writer, PanelIndex panel, string row, string rows, string output)
    {
        CacheLayout layout = this.Cache.Layout;
        string scales = layout.HasScales ? $"{Literal.Integer(layout.ValueScaleFloats(this.CacheSize))} + " : "";
        writer.Call(
            this.WidenValues,
            ("panel", panel.Of("value", this.ValueStride, $"{scales}{row} * {layout.RowFloats}")),
            ("scales", layout.HasScales ? $"&value[{row}]" : null), ("rows", rows), ("output", output));
    }
}
