using System;

namespace Weft;

/// <summary>A panel of a product's weights, 16 columns wide, in the storage of an inference session.</summary>
internal static unsafe class WeightPanel
{
    private const int Columns = 16;
    private const int LargestInteger = 127;

    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next.</summary>
    public static nuint Floats(WeightStorage storage, int rows) => storage switch
    {
        WeightStorage.BFloat16 => (nuint)rows * Columns / 2,
        WeightStorage.Int8 => Columns + ((nuint)rows * Columns / 4),
        _ => (nuint)rows * Columns,
    };

    /// <summary>Stores a panel.</summary>
    /// <param name="storage">BFloat16 or Int8.</param>
    /// <param name="source">[<paramref name="rows"/>, 16].</param>
    /// <param name="destination">As many floats as <see cref="Floats"/> says.</param>
    /// <param name="rows">A multiple of 16.</param>
    /// <returns>False where int8 has no scale for a column: an element is infinite or no number.</returns>
    public static bool TryWrite(WeightStorage storage, float* source, float* destination, int rows)
    {
        if (storage == WeightStorage.Int8)
        {
            return TryWriteIntegers(source, destination, (sbyte*)(destination + Columns), rows);
        }

        ushort* halves = (ushort*)destination;

        for (nint at = 0; at < (nint)rows * Columns; at++)
        {
            halves[at] = BFloat16Bits.FromSingle(source[at]);
        }

        return true;
    }

    private static bool TryWriteIntegers(float* source, float* scales, sbyte* integers, int rows)
    {
        for (int column = 0; column < Columns; column++)
        {
            float largest = 0;

            // Max keeps a NaN.
            for (nint row = 0; row < rows; row++)
            {
                largest = Math.Max(largest, Math.Abs(source[(row * Columns) + column]));
            }

            if (!float.IsFinite(largest))
            {
                return false;
            }

            float scale = largest / LargestInteger;
            scales[column] = scale;

            // Where the scale vanishes, so do the weights. In double: the reciprocal of a small scale need not be a float.
            double perScale = scale == 0 ? 0 : 1.0 / scale;

            for (nint row = 0; row < rows; row++)
            {
                double rounded = Math.Round(source[(row * Columns) + column] * perScale);
                integers[(row * Columns) + column] = (sbyte)Math.Clamp(rounded, -LargestInteger, LargestInteger);
            }
        }

        return true;
    }
}
