using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// How keys and values of one head stand in a cache. Keys are transposed, a panel's width of positions to a panel, before which stand the
/// scales of its positions, where the format has scales. Values are panels of columns; the scales of all positions stand before the first.
/// </summary>
/// <param name="format">The format.</param>
/// <param name="elementBytes">Bytes of an element.</param>
internal sealed class CacheLayout(CacheFormat format, int elementBytes)
{
    private static readonly IReadOnlyList<CacheLayout> All =
    [
        new(CacheFormat.Float32, sizeof(float)),
        new(CacheFormat.BFloat16, sizeof(ushort)),
        new(CacheFormat.Int8, sizeof(sbyte)) { HasScales = true },
    ];

    /// <summary>Whether every key and every value of a head has a scale.</summary>
    public bool HasScales { get; init; }

    /// <summary>Floats that a row of 16 elements takes.</summary>
    public int RowFloats => Panels.Width * elementBytes / sizeof(float);

    /// <summary>The layout of a format.</summary>
    /// <exception cref="InvalidOperationException">It is none of them.</exception>
    public static CacheLayout Of(CacheFormat format) => All.SingleOrDefault(layout => layout.IsOf(format))
        ?? throw new InvalidOperationException($"{format} is no format of caches.");

    /// <summary>Floats of the scales before a panel of keys.</summary>
    public int KeyScaleFloats => this.HasScales ? Panels.Width : 0;

    /// <summary>Floats of the scales before the first panel of values.</summary>
    public int ValueScaleFloats(int positions) => this.HasScales ? positions : 0;

    /// <summary>Floats from one panel of keys to the next.</summary>
    public int KeyPanelFloats(int keySize) => this.KeyScaleFloats + (keySize * this.RowFloats);

    /// <summary>Floats from one panel of values to the next.</summary>
    public long ValuePanelFloats(int positions) => (long)positions * this.RowFloats;

    private bool IsOf(CacheFormat other) => format == other;
}
