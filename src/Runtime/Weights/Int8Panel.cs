using System;
using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Panels of integers from -127 to 127, of which a column's largest weight in a group is one. Where all weights of a group are whole
/// multiples of another scale, as of GGUF's Q8_0, that scale is taken.
/// </summary>
internal sealed unsafe class Int8Panel() : IntegerPanel(WeightStorage.Int8, WeightFormat.Int8, -Largest, Largest)
{
    private const int Largest = 127;
    private const int LeastLargest = 64;

    // A product of 11 bits, which a float16 has, and 7.
    private const int ProductBits = 18;
    private const int FloatBits = 24;

    /// <inheritdoc/>
    protected override Vector512<float> LargestScale(Vector512<float>* rows, int count) =>
        LargestMagnitude(rows, count) / Vector512.Create((float)Largest);

    /// <inheritdoc/>
    /// <remarks>A smaller scale clips the largest weight; of larger ones than these, the steps are too large.</remarks>
    protected override ReadOnlySpan<float> ScaleFactors =>
        [1, 1.004f, 1.008f, 1.012f, 1.016f, 1.02f, 1.024f, 1.028f, 1.032f, 1.036f, 1.04f, 1.044f, 1.048f, 1.052f, 1.056f, 1.06f];

    /// <inheritdoc/>
    protected override byte ByteOfZeros => WeightLayout.ByteOffset;

    /// <inheritdoc/>
    /// <remarks>Which row counts how much changes nothing: the largest weight is an integer's largest in any case.</remarks>
    protected override void WriteScales(Vector512<float>* rows, float* importance, byte* group, int count)
    {
        Vector512<float> largest = LargestMagnitude(rows, count);

        for (int column = 0; column < Panels.Width; column++)
        {
            float exact = ExactScale((float*)rows + column, largest[column], count);
            StoreScale(exact > 0 ? exact : largest[column] / Largest, (ushort*)group + column);
        }
    }

    /// <inheritdoc/>
    protected override int IntegerAt(byte* group, int column, int row) => *this.PlaceOf(group, column, row) - WeightLayout.ByteOffset;

    /// <inheritdoc/>
    protected override void SetIntegerAt(byte* group, int column, int row, int integer) =>
        *this.PlaceOf(group, column, row) = (byte)(integer + WeightLayout.ByteOffset);

    private byte* PlaceOf(byte* group, int column, int row) =>
        group + this.Layout.ScaleBytes + (row / OctetRows.Count * OctetRows.Count * Panels.Width)
        + OctetRows.PlaceOf(column, row % OctetRows.Count);

    // 0 where there is none. Nearly all weights have more bits than the product of a scale and an integer.
    private static float ExactScale(float* column, float largest, int rows)
    {
        if (((BitConverter.SingleToUInt32Bits(largest) & ((1u << (FloatBits - ProductBits)) - 1)) != 0) || largest == 0)
        {
            return 0;
        }

        for (int integer = Largest; integer >= LeastLargest; integer--)
        {
            float scale = largest / integer;

            if ((float)(Half)scale * integer == largest && AreMultiples(column, scale, rows))
            {
                return scale;
            }
        }

        return 0;
    }

    private static bool AreMultiples(float* column, float scale, int rows)
    {
        for (nint row = 0; row < rows; row++)
        {
            float quotient = column[row * Panels.Width] / scale;

            if (MathF.Round(quotient) * scale != column[row * Panels.Width])
            {
                return false;
            }
        }

        return true;
    }
}
