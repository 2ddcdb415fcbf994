using System;
using System.IO;
using System.Linq;

namespace Weft.Conformance.HuggingFace;

/// <summary>How the elements of a tensor are stored in a GGUF file, and what is then left of them.</summary>
/// <param name="Type">The number of the type.</param>
/// <param name="Data">The bytes.</param>
/// <param name="Values">The elements as they are read.</param>
internal sealed record GgufElements(uint Type, byte[] Data, float[] Values)
{
    private const int Block = 32;

    /// <summary>As singles.</summary>
    public static GgufElements F32(float[] values) => new(0, Bytes(writer => Array.ForEach(values, writer.Write)), values);

    /// <summary>As half precision.</summary>
    public static GgufElements F16(float[] values) => new(
        1, Bytes(writer => Array.ForEach(values, value => writer.Write((Half)value))), [.. values.Select(static value => (float)(Half)value)]);

    /// <summary>As the upper halves of singles that have nothing in the lower ones.</summary>
    public static GgufElements BF16(float[] values)
    {
        ushort[] halves = [.. values.Select(static value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];

        return new(
            30,
            Bytes(writer => Array.ForEach(halves, writer.Write)),
            [.. halves.Select(static half => BitConverter.UInt32BitsToSingle((uint)half << 16))]);
    }

    /// <summary>As blocks of 32 whole numbers from -127 to 127 with a scale.</summary>
    public static GgufElements Q8(float[] values)
    {
        float[] read = new float[values.Length];

        return new(8, Bytes(writer => EachBlock(values, (block, start) =>
        {
            float step = block.Max(MathF.Abs) / 127;
            Half scale = (Half)step;
            writer.Write(scale);

            for (int i = 0; i < Block; i++)
            {
                sbyte level = step == 0 ? (sbyte)0 : (sbyte)MathF.Round(block[i] / step, MidpointRounding.AwayFromZero);
                writer.Write(level);
                read[start + i] = level * (float)scale;
            }
        })), read);
    }

    /// <summary>As blocks of 32 whole numbers from -8 to 7 with a scale, element i beside element i + 16.</summary>
    public static GgufElements Q4(float[] values)
    {
        float[] read = new float[values.Length];

        return new(2, Bytes(writer => EachBlock(values, (block, start) =>
        {
            float step = block.MaxBy(MathF.Abs) / -8;
            Half scale = (Half)step;
            writer.Write(scale);
            int[] levels = [.. block.Select(value => step == 0 ? 8 : Math.Min(15, (int)((value / step) + 8.5f)))];

            for (int i = 0; i < Block / 2; i++)
            {
                writer.Write((byte)(levels[i] | (levels[i + (Block / 2)] << 4)));
            }

            for (int i = 0; i < Block; i++)
            {
                read[start + i] = (levels[i] - 8) * (float)scale;
            }
        })), read);
    }

    private static void EachBlock(float[] values, Action<float[], int> write)
    {
        for (int start = 0; start < values.Length; start += Block)
        {
            write(values[start..(start + Block)], start);
        }
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        write(writer);
        writer.Flush();

        return stream.ToArray();
    }
}
