using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;

namespace Weft.Import.Gguf;

/// <summary>A type of elements that is read: blocks of some elements, each of some bytes.</summary>
/// <param name="Number">What files have for it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Elements">Elements of a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
/// <param name="ToSingles">Makes singles of whole blocks.</param>
internal sealed record GgufTensorType(uint Number, string Name, int Elements, int Bytes, GgufTensorType.Conversion ToSingles)
{
    private const int BlockElements = 32;
    private const int ScaleBytes = 2;

    /// <summary>The types that are read.</summary>
    public static readonly ImmutableArray<GgufTensorType> All =
    [
        new(0, "F32", 1, sizeof(float), static (bytes, values) => MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values)),
        new(1, "F16", 1, sizeof(ushort), ReadHalves),
        new(30, "BF16", 1, sizeof(ushort), ReadBrainFloats),
        new(8, "Q8_0", BlockElements, ScaleBytes + BlockElements, ReadEightBits),
        new(2, "Q4_0", BlockElements, ScaleBytes + (BlockElements / 2), ReadFourBits),
    ];

    // What others are called, for the message that refuses them.
    private static readonly Dictionary<uint, string> Others = new()
    {
        [3] = "Q4_1", [6] = "Q5_0", [7] = "Q5_1", [9] = "Q8_1", [10] = "Q2_K", [11] = "Q3_K", [12] = "Q4_K", [13] = "Q5_K",
        [14] = "Q6_K", [15] = "Q8_K", [16] = "IQ2_XXS", [17] = "IQ2_XS", [18] = "IQ3_XXS", [19] = "IQ1_S", [20] = "IQ4_NL",
        [21] = "IQ3_S", [22] = "IQ2_S", [23] = "IQ4_XS", [24] = "I8", [25] = "I16", [26] = "I32", [27] = "I64", [28] = "F64",
        [29] = "IQ1_M", [34] = "TQ1_0", [35] = "TQ2_0", [39] = "MXFP4",
    };

    /// <summary>Makes singles of whole blocks.</summary>
    internal delegate void Conversion(ReadOnlySpan<byte> bytes, Span<float> values);

    /// <summary>The names of those that are read, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(static type => type.Name));

    /// <summary>The type of a number, or null.</summary>
    public static GgufTensorType? Find(uint number) => All.FirstOrDefault(type => type.Number == number);

    /// <summary>What a type that is not read is called.</summary>
    public static string NameOf(uint number) => Others.GetValueOrDefault(number, $"number {number}");

    private static void ReadHalves(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes);

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = (float)halves[index];
        }
    }

    private static void ReadBrainFloats(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        ReadOnlySpan<ushort> stored = MemoryMarshal.Cast<byte, ushort>(bytes);

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = BFloat16Bits.ToSingle(stored[index]);
        }
    }

    // A scale of 16 bits, then 32 whole numbers.
    private static void ReadEightBits(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (; !values.IsEmpty; bytes = bytes[(ScaleBytes + BlockElements)..], values = values[BlockElements..])
        {
            float scale = (float)MemoryMarshal.Read<Half>(bytes);

            for (int index = 0; index < BlockElements; index++)
            {
                values[index] = (sbyte)bytes[ScaleBytes + index] * scale;
            }
        }
    }

    // A scale of 16 bits, then 16 bytes: the lower halves are the first 16 elements, the upper ones the others, all plus 8.
    private static void ReadFourBits(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        const int Pairs = BlockElements / 2;

        for (; !values.IsEmpty; bytes = bytes[(ScaleBytes + Pairs)..], values = values[BlockElements..])
        {
            float scale = (float)MemoryMarshal.Read<Half>(bytes);

            for (int index = 0; index < Pairs; index++)
            {
                byte pair = bytes[ScaleBytes + index];
                values[index] = ((pair & 15) - 8) * scale;
                values[index + Pairs] = ((pair >> 4) - 8) * scale;
            }
        }
    }
}
