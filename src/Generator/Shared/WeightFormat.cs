using System;
using System.Collections.Generic;
using System.Linq;

// Compiled into the runtime as well, under a namespace of its own: some assemblies see the internals of both.
#if NETSTANDARD
namespace Weft.Generator.Shared;
#else
namespace Weft.Shared;
#endif

/// <summary>How an inference session stores the weights of products: the members of the runtime's <c>WeightStorage</c>.</summary>
internal enum WeightFormat { Float32, BFloat16, Int8, Int4 }

/// <summary>
/// How a panel of a product's weights stands in memory, where the runtime writes and kernels read it: one row of 16 columns after another.
/// Integers stand behind a float for every column, its factor, in groups of rows: of each group first the scale of every column, in
/// float16, and where the format has zeros a byte for every column; then the integers; the last group may be shorter. A weight is factor x
/// scale x integer, or factor x scale x (8 x integer - zero). Every panel is complete in itself, so that stacked weights are one matrix in
/// every format.
/// </summary>
/// <param name="format">The format.</param>
/// <param name="name">Its name in a spec.</param>
/// <param name="bits">Bits of a weight.</param>
internal sealed class WeightLayout(WeightFormat format, string name, int bits)
{
    /// <summary>Bits that an integer is shifted by before its zero is subtracted.</summary>
    public const int ZeroBits = 3;

    /// <summary>Parts of a step that zeros are in: eighths.</summary>
    public const int ZeroParts = 1 << ZeroBits;

    /// <summary>What integers of a byte are stored larger by: bytes without signs, of which words of 16 bits are made by a mask.</summary>
    public const int ByteOffset = 128;

    /// <summary>Every format, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<WeightLayout> All =
    [
        new(WeightFormat.Float32, "float32", bits: 32),
        new(WeightFormat.BFloat16, "bfloat16", bits: 16),
        new(WeightFormat.Int8, "int8", bits: 8) { GroupRows = 32 },
        new(WeightFormat.Int4, "int4", bits: 4) { GroupRows = 32, HasZeros = true, OfTables = WeightFormat.Int8 },
    ];

    /// <summary>The format.</summary>
    public WeightFormat Format { get; } = format;

    /// <summary>Its name in a spec.</summary>
    public string Name { get; } = name;

    /// <summary>Rows that share the scales of their columns; 0 where weights have none.</summary>
    public int GroupRows { get; init; }

    /// <summary>Whether groups have a zero for every column.</summary>
    public bool HasZeros { get; init; }

    /// <summary>
    /// How a table of tokens is stored where it is the weights of a product as well, and where <see cref="StoresTables"/>.
    /// </summary>
    public WeightFormat OfTables { get; init; } = format;

    /// <summary>Whether weights are integers, in groups that share scales, and multiplied as integers.</summary>
    public bool IsInteger => this.GroupRows > 0;

    /// <summary>
    /// Whether tables of tokens are stored as well, as the weights of a product that has a column for every token; a table that is those
    /// weights stands there once. Else they are floats.
    /// </summary>
    public bool StoresTables => this.IsInteger;

    /// <summary>Bytes of the factors before the first group.</summary>
    public int FactorBytes => this.IsInteger ? Panels.Width * sizeof(float) : 0;

    /// <summary>Bytes of the scales of a group.</summary>
    public int ScaleBytes => Panels.Width * sizeof(ushort);

    /// <summary>Bytes of the zeros of a group.</summary>
    public int ZeroBytes => this.HasZeros ? Panels.Width : 0;

    /// <summary>Bytes from one group to the next.</summary>
    public int GroupBytes => this.ScaleBytes + this.ZeroBytes + this.Bytes(this.GroupRows);

    /// <summary>The layout of a format.</summary>
    /// <exception cref="InvalidOperationException">It is none of <see cref="All"/>.</exception>
    public static WeightLayout Of(WeightFormat format) =>
        All.SingleOrDefault(layout => layout.Format == format)
        ?? throw new InvalidOperationException($"{format} is no format of weights.");

    /// <summary>Bytes of <paramref name="rows"/> rows of weights, without scales.</summary>
    public int Bytes(int rows) => rows * Panels.Width * bits / 8;

    /// <summary>Groups that rows stand in.</summary>
    public int Groups(int rows) => this.IsInteger ? (rows + this.GroupRows - 1) / this.GroupRows : 0;

    /// <summary>Floats from one panel of <paramref name="rows"/> rows, a multiple of 16, to the next; whole cache lines.</summary>
    public int Floats(int rows)
    {
        int bytes = this.FactorBytes + this.Bytes(rows) + (this.Groups(rows) * (this.ScaleBytes + this.ZeroBytes));

        return ((bytes / sizeof(float)) + Panels.Width - 1) / Panels.Width * Panels.Width;
    }
}
