using System;
using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Panels of integers from 0 to 15 in groups of rows with a scale and a zero for each column: those of <see cref="Int4Search"/>.
/// </summary>
internal sealed unsafe class Int4Panel() : IntegerPanel(WeightStorage.Int4, WeightFormat.Int4, least: 0, Largest)
{
    private const int Bits = 4;
    private const int Largest = 15;
    private const int RowsOfWord = 8;

    private static Vector512<float> Parts => Vector512.Create((float)WeightLayout.ZeroParts);

    private static Vector512<float> LeastSteps => Vector512.Create(7f);

    /// <inheritdoc/>
    /// <remarks>In eighths of a step, as zeros are; a step is not much more than a 15th of twice the largest weight.</remarks>
    protected override Vector512<float> LargestScale(Vector512<float>* rows, int count) =>
        LargestMagnitude(rows, count) / (Parts * LeastSteps);

    /// <inheritdoc/>
    /// <remarks>With twice as many a product loses a tenth less, and what a model predicts no less.</remarks>
    protected override ReadOnlySpan<float> ScaleFactors => [0.88f, 0.91f, 0.94f, 0.97f, 1, 1.03f, 1.06f, 1.09f];

    /// <inheritdoc/>
    /// <remarks>Half a step to either side: others differ by an integer.</remarks>
    protected override ReadOnlySpan<int> ZeroShifts => [-4, -3, -2, -1, 0, 1, 2, 3, 4];

    /// <inheritdoc/>
    protected override void WriteScales(Vector512<float>* rows, float* importance, byte* group, int count)
    {
        (Vector512<float> steps, Vector512<float> zeros) = Int4Search.Run(rows, importance, count);
        byte* zeroBytes = group + this.Layout.ScaleBytes;
        new Span<byte>(zeroBytes + this.Layout.ZeroBytes, this.Layout.Bytes(count)).Clear();

        for (int column = 0; column < Panels.Width; column++)
        {
            StoreScale(steps[column] / WeightLayout.ZeroParts, (ushort*)group + column);
            zeroBytes[column] = (byte)(zeros[column] * WeightLayout.ZeroParts);
        }
    }

    /// <inheritdoc/>
    protected override int IntegerAt(byte* group, int column, int row) => (*this.WordOf(group, column, row) >> ShiftOf(row)) & Largest;

    /// <inheritdoc/>
    protected override void SetIntegerAt(byte* group, int column, int row, int integer) =>
        *this.WordOf(group, column, row) |= (ushort)(integer << ShiftOf(row));

    // Eight rows are a word for the even ones and a word for the odd ones, from the lowest bits up.
    private ushort* WordOf(byte* group, int column, int row) =>
        (ushort*)(group + this.Layout.ScaleBytes + this.Layout.ZeroBytes)
        + (row / RowsOfWord * 2 * Panels.Width) + (2 * column) + (row % 2);

    private static int ShiftOf(int row) => row % RowsOfWord / 2 * Bits;
}
