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

    /// <summary>Declares what all steps need.</summary>
    /// <param name="writer">Writes for the instruction set.</param>
    /// <param name="quads">The instruction for four products; null where pairs are multiplied.</param>
    public abstract void DeclareConstants(KernelWriter writer, QuadProducts? quads);

    /// <summary>Declares what a step reads, before its first pair or quad.</summary>
    public virtual void DeclareStep(KernelWriter writer, string place)
    {
    }

    /// <summary>A vector of a pair of rows as integers of 16 bits, the two of a column side by side.</summary>
    public abstract string Pair(KernelWriter writer, string place, int pair, int vector);

    /// <summary>
    /// A vector of four rows as integers of 8 bits, those of a column side by side, in the order of <see cref="OctetRows"/>.
    /// </summary>
    public abstract string Quad(KernelWriter writer, QuadProducts quads, string place, int quad, int vector);

    /// <summary>What the sum of a row's products in a group begins with.</summary>
    public virtual string FirstOfParts(KernelWriter writer, QuadProducts? quads, int row) => $"{writer.Integers}.Zero";

    /// <summary>Declares the zeros of a group, if there are any.</summary>
    public virtual void DeclareZeros(KernelWriter writer, QuadProducts? quads, string place)
    {
    }

    /// <summary>
    /// The sum of a group, of which the scale is a factor; of quads with the bits of <see cref="RoundGroupsKernel.Shift"/> added.
    /// </summary>
    public abstract string Sum(QuadProducts? quads, string place, int row, int vector);

    /// <summary>Declares what else is in the sums of a row, if there is anything.</summary>
    public virtual void DeclareRests(KernelWriter writer, QuadProducts? quads, string place, int row)
    {
    }
}

/// <summary>
/// Integers of a byte, in words of four rows: the even bytes of a word are a pair of rows, and the odd ones. They are stored larger than
/// they are, without signs, and a sum of products is so by as much times the sum of the input, which is taken from it beforehand.
/// </summary>
internal sealed class Int8Weights() : IntegerWeights(WeightFormat.Int8)
{
    private const int Bits = 8;
    private const int OddPairs = 2;

    /// <inheritdoc/>
    public override ImmutableArray<int> TileRows(InstructionSet set) => set.IntegerTileRows;

    /// <inheritdoc/>
    /// <remarks>Bytes become those with signs where an instruction asks for them.</remarks>
    public override void DeclareConstants(KernelWriter writer, QuadProducts? quads)
    {
        if (quads is null)
        {
            writer.Declare($"{writer.Class}<ushort>", "mask", writer.Create($"(ushort){(1 << Bits) - 1}"));
        }
        else if (!quads.IsOfUnsigned)
        {
            writer.Declare($"{writer.Class}<byte>", "offset", writer.Create($"(byte){WeightLayout.ByteOffset}"));
        }
    }

    /// <inheritdoc/>
    public override string Pair(KernelWriter writer, string place, int pair, int vector)
    {
        string words = this.Words(writer, "ushort", place, pair % OddPairs, vector);

        return pair < OddPairs ? $"({words} & mask).AsInt16()" : $"({words} >>> {Bits}).AsInt16()";
    }

    /// <inheritdoc/>
    public override string Quad(KernelWriter writer, QuadProducts quads, string place, int quad, int vector)
    {
        string words = this.Words(writer, "byte", place, quad, vector);

        return quads.IsOfUnsigned ? words : $"({words} ^ offset).{quads.AsElement}()";
    }

    /// <inheritdoc/>
    public override string FirstOfParts(KernelWriter writer, QuadProducts? quads, int row) => quads switch
    {
        null => writer.Create($"-{WeightLayout.ByteOffset} * sums[{row}]"),
        { IsOfUnsigned: true } => writer.Create($"{RoundGroupsKernel.ShiftBits} - ({WeightLayout.ByteOffset} * sums[{row}])"),
        _ => "shift.AsInt32()",
    };

    private string Words(KernelWriter writer, string element, string place, int half, int vector)
    {
        int at = (half * this.Layout.Bytes(OctetRows.OfWord)) + (OctetRows.OfWord * vector * writer.Set.Lanes);

        return $"*({writer.Class}<{element}>*){Pointer.To($"stored{place}", Literal.Integer(at))}";
    }

    /// <inheritdoc/>
    public override string Sum(QuadProducts? quads, string place, int row, int vector) => $"part{place}{row}x{vector}";
}

/// <summary>
/// Words of four integers each, from the lowest bits up those of four pairs of rows: a vector of words is shifted and masked, and needs no
/// widening. What a group's zeros stand for is taken from its sum, in integers.
/// </summary>
internal sealed class Int4Weights() : IntegerWeights(WeightFormat.Int4)
{
    private const int Bits = 4;
    private const int Mask = (1 << Bits) - 1;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => [.. base.Functions, new ZerosFunction()];

    /// <inheritdoc/>
    public override ImmutableArray<int> TileRows(InstructionSet set) => set.NibbleTileRows;

    /// <inheritdoc/>
    /// <remarks>A word of 16 bits has a half byte of a pair, or two of a quad, one in each byte.</remarks>
    public override void DeclareConstants(KernelWriter writer, QuadProducts? quads) =>
        writer.Declare(Words(writer), "mask", writer.Create(quads is null ? $"(ushort){Mask}" : $"(ushort)0x{Mask * 0x101:X4}"));

    /// <inheritdoc/>
    public override void DeclareStep(KernelWriter writer, string place) => writer.DeclareAcross(
        Words(writer),
        $"words{place}",
        vector => $"*({Words(writer)}*){Pointer.To($"stored{place}", Literal.Integer(4 * vector * writer.Set.Lanes))}");

    /// <inheritdoc/>
    public override string Pair(KernelWriter writer, string place, int pair, int vector)
    {
        string shifted = pair == 0 ? $"words{place}{vector}" : $"(words{place}{vector} >>> {Bits * pair})";

        return pair == IntegerTile.PairsOfStep - 1 ? $"{shifted}.AsInt16()" : $"({shifted} & mask).AsInt16()";
    }

    /// <inheritdoc/>
    /// <remarks>They have no sign, and are none above 127: either type of bytes has them.</remarks>
    public override string Quad(KernelWriter writer, QuadProducts quads, string place, int quad, int vector)
    {
        string shifted = quad == 0 ? $"words{place}{vector}" : $"(words{place}{vector} >>> {Bits})";

        return $"({shifted} & mask).{quads.AsElement}()";
    }

    /// <inheritdoc/>
    public override string Sum(QuadProducts? quads, string place, int row, int vector)
    {
        string part = $"(part{place}{row}x{vector} << {WeightLayout.ZeroBits})";

        return quads is null ? $"{part} - (zeros{place}{vector} * sums[{row}])" : $"({part} + rest{place}{row}x{vector})";
    }

    /// <inheritdoc/>
    public override void DeclareRests(KernelWriter writer, QuadProducts? quads, string place, int row)
    {
        if (quads is null)
        {
            return;
        }

        foreach (int vector in writer.VectorIndices)
        {
            string product = writer.Set.MultiplyShorts($"zeros{place}{vector}", writer.Create($"sums[{row}]"));
            writer.Declare(writer.Integers, $"rest{place}{row}x{vector}", $"shift.AsInt32() - {product}");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Vectors of quads may be those of another set, which has no functions there.</remarks>
    public override void DeclareZeros(KernelWriter writer, QuadProducts? quads, string place)
    {
        foreach (int vector in writer.VectorIndices)
        {
            string stored = Pointer.To($"group{place}", Literal.Integer(this.Layout.ScaleBytes + (vector * writer.Set.Lanes)));
            string zeros = quads is null ? $"Zeros({stored})" : writer.Set.WidenInt8ToInt32(stored).Text;
            writer.Declare(writer.Integers, $"zeros{place}{vector}", zeros);
        }
    }

    private static string Words(KernelWriter writer) => $"{writer.Class}<ushort>";
}
