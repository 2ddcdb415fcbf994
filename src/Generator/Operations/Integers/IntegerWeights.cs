using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>What tiles of integers write to read weights of one format.</summary>
/// <param name="format">The format.</param>
internal abstract class IntegerWeights(WeightFormat format)
{
    private static readonly IntegerWeights[] All = [new Int8Weights(), new Int4Weights()];

    /// <summary>How they stand in memory.</summary>
    public WeightLayout Layout { get; } = WeightLayout.Of(format);

    /// <summary>The vector functions that read them.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [new MultiplyPairsFunction(), new FromFloat16Function()];

    /// <summary>What reads a format.</summary>
    /// <exception cref="InvalidOperationException">Nothing does.</exception>
    public static IntegerWeights Of(WeightFormat format) =>
        All.SingleOrDefault(weights => weights.Layout.Format == format)
        ?? throw new InvalidOperationException($"No tile of integers reads weights in {format}.");

    /// <summary>Rows of the register tiles, the largest first, one last.</summary>
    public abstract ImmutableArray<int> TileRows(InstructionSet set);

    /// <summary>Pairs of rows that a step reads.</summary>
    public abstract int PairsOfStep(InstructionSet set, bool isSingle);

    /// <summary>Declares what all steps need.</summary>
    public virtual void DeclareConstants(KernelWriter writer)
    {
    }

    /// <summary>Declares what a step reads, before its first pair.</summary>
    public virtual void DeclareStep(KernelWriter writer, string place)
    {
    }

    /// <summary>A vector of a pair of rows as integers of 16 bits, the two of a column side by side.</summary>
    public abstract string Pair(KernelWriter writer, string place, int pair, int vector);

    /// <summary>The sum of a group, of which the scale is a factor.</summary>
    public abstract string Sum(KernelWriter writer, string place, int row, int vector);
}

/// <summary>Integers of a byte, pairs of rows one after another.</summary>
internal sealed class Int8Weights() : IntegerWeights(WeightFormat.Int8)
{
    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => [.. base.Functions, new WidenPairsFunction()];

    /// <inheritdoc/>
    public override ImmutableArray<int> TileRows(InstructionSet set) => set.IntegerTileRows;

    /// <inheritdoc/>
    /// <remarks>A step of one row and one panel is as short as what it takes to go on to the next: four vectors make it longer.</remarks>
    public override int PairsOfStep(InstructionSet set, bool isSingle) => isSingle ? Math.Max(1, 4 / set.VectorsPerPanel) : 1;

    /// <inheritdoc/>
    public override string Pair(KernelWriter writer, string place, int pair, int vector)
    {
        int at = (pair * this.Layout.Bytes(2)) + (2 * vector * writer.Set.Lanes);

        return $"WidenPairs({Pointer.To($"stored{place}", Literal.Integer(at))})";
    }

    /// <inheritdoc/>
    public override string Sum(KernelWriter writer, string place, int row, int vector) => $"part{place}{row}x{vector}";
}

/// <summary>
/// Words of four integers each, from the lowest bits up those of four pairs of rows: a vector of words is shifted and masked, and needs no
/// widening. What a group's zeros stand for is taken from its sum, in integers.
/// </summary>
internal sealed class Int4Weights() : IntegerWeights(WeightFormat.Int4)
{
    private const int Bits = 4;
    private const int PairsOfWord = 4;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => [.. base.Functions, new WidenPairsFunction(), new ZerosFunction()];

    /// <inheritdoc/>
    public override ImmutableArray<int> TileRows(InstructionSet set) => set.NibbleTileRows;

    /// <inheritdoc/>
    public override int PairsOfStep(InstructionSet set, bool isSingle) => PairsOfWord;

    /// <inheritdoc/>
    public override void DeclareConstants(KernelWriter writer) =>
        writer.Declare(Words(writer), "mask", writer.Create($"(ushort){(1 << Bits) - 1}"));

    /// <inheritdoc/>
    public override void DeclareStep(KernelWriter writer, string place) => writer.DeclareAcross(
        Words(writer),
        $"words{place}",
        vector => $"*({Words(writer)}*){Pointer.To($"stored{place}", Literal.Integer(4 * vector * writer.Set.Lanes))}");

    /// <inheritdoc/>
    public override string Pair(KernelWriter writer, string place, int pair, int vector)
    {
        string shifted = pair == 0 ? $"words{place}{vector}" : $"(words{place}{vector} >>> {Bits * pair})";

        return pair == PairsOfWord - 1 ? $"{shifted}.AsInt16()" : $"({shifted} & mask).AsInt16()";
    }

    /// <inheritdoc/>
    public override string Sum(KernelWriter writer, string place, int row, int vector)
    {
        string zeros = $"Zeros(&group{place}[{this.Layout.ScaleBytes + (vector * writer.Set.Lanes)}])";

        return $"(part{place}{row}x{vector} << {WeightLayout.ZeroBits}) - ({zeros} * sums[{row}])";
    }

    private static string Words(KernelWriter writer) => $"{writer.Class}<ushort>";
}
