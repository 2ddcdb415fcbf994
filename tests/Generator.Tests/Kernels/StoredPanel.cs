using System;
using System.Linq;
using Weft.Generator.Shared;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What a panel of integers stands for, read by the description of its memory.</summary>
internal static unsafe class StoredPanel
{
    /// <summary>Stores columns in a format, and gives what is stored.</summary>
    /// <param name="format">A format of integers.</param>
    /// <param name="columns">At most 16 columns, each with as many rows, a multiple of 16.</param>
    public static double[][] Round(WeightFormat format, double[][] columns)
    {
        int rows = columns[0].Length;
        WeightPanel panel = WeightPanel.Of(Enum.Parse<WeightStorage>(format.ToString()));
        float[] source = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, 16).Select(column =>
            column < columns.Length ? (float)columns[column][row] : 0))];
        float[] stored = new float[panel.Floats(rows)];

        fixed (float* from = source, to = stored)
        {
            if (!panel.TryWrite(from, to, rows))
            {
                throw new ArgumentException("An element is infinite or no number.", nameof(columns));
            }

            byte* bytes = (byte*)to;

            return [.. columns.Select((_, column) => Enumerable.Range(0, rows)
                .Select(row => format == WeightFormat.Int8 ? OfByte(bytes, column, row) : OfNibble(bytes, column, row)).ToArray())];
        }
    }

    // Groups of 16 scales of two bytes and 32 rows of 16 bytes, behind 16 factors. Eight rows are a word of the rows 0, 4, 1 and 5 for each
    // column, and then one of 2, 6, 3 and 7, each 128 more than the integer.
    private static double OfByte(byte* panel, int column, int row)
    {
        byte* group = panel + 64 + (row / 32 * (32 + 512));
        byte* words = group + 32 + (row % 32 / 8 * 128) + (row % 4 / 2 * 64) + (4 * column);

        return ((float*)panel)[column] * (double)((Half*)group)[column] * (words[row % 8 is 0 or 2 ? 0 : row % 8 is 4 or 6 ? 1 : row % 8 is 1 or 3 ? 2 : 3] - 128);
    }

    // Zeros of a byte behind the scales; eight rows are 32 words, in which those of a parity are four bits each.
    private static double OfNibble(byte* panel, int column, int row)
    {
        byte* group = panel + 64 + (row / 32 * (32 + 16 + 256));
        int at = row % 32;
        int word = ((ushort*)(group + 48))[(at / 8 * 32) + (2 * column) + (at % 2)];

        return ((float*)panel)[column] * (double)((Half*)group)[column] * ((8 * ((word >> (at % 8 / 2 * 4)) & 15)) - group[32 + column]);
    }
}
