using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>What is left of keys and values in the caches of a session, and of what layers keep in halves.</summary>
internal static class CacheRounding
{
    /// <summary>Rounds the keys or values of all heads, in their matrix.</summary>
    public static void Round(Matrix matrix, Slice slice, int heads, CacheFormat format)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                int start = (slice.Panel * Panels.Width) + (head * slice.Columns.PaddedSize);
                Round(matrix.Elements.AsSpan((row * matrix.Columns) + start, slice.Columns.PaddedSize), format);
            }
        }
    }

    /// <summary>Numbers of eight significant bits.</summary>
    public static Matrix Halved(Matrix matrix)
    {
        Matrix halved = matrix.Clone();

        foreach (ref double element in halved.Elements.AsSpan())
        {
            element = OfEightBits(element);
        }

        return halved;
    }

    // A key or a value of one head.
    private static void Round(Span<double> row, CacheFormat format)
    {
        double largest = row.ToArray().Max(Math.Abs);

        foreach (ref double element in row)
        {
            element = format switch
            {
                CacheFormat.Float32 => element,
                CacheFormat.BFloat16 => OfEightBits(element),
                CacheFormat.Int8 => largest == 0 ? 0 : Math.Round(element * 127 / largest) * largest / 127,
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };
        }
    }

    // The nearest number with eight significant bits.
    private static double OfEightBits(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double step = Math.ScaleB(1, Math.ILogB(value) - 7);

        return Math.Round(value / step) * step;
    }
}
