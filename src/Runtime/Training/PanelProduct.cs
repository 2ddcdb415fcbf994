using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Products of panel matrices for what is done once a step on whole parameters; the passes of a model have kernels of their own. Sums run
/// over the inner index in order, each addition fused with its multiplication: the same bits on every instruction set.
/// </summary>
internal static unsafe class PanelProduct
{
    private const int BlockRows = 8;

    /// <summary>out = scale a b + addedScale added.</summary>
    /// <param name="left">a, [<paramref name="rows"/>, <paramref name="inner"/>].</param>
    /// <param name="right">b, [<paramref name="inner"/>, <paramref name="columns"/>].</param>
    /// <param name="added">[<paramref name="rows"/>, <paramref name="columns"/>]; null for nothing.</param>
    /// <param name="result">[<paramref name="rows"/>, <paramref name="columns"/>]; none of the others.</param>
    /// <param name="rows">A multiple of a panel's width, as the other two.</param>
    /// <param name="inner">The inner index.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="scale">Multiplies the product.</param>
    /// <param name="addedScale">Multiplies what is added.</param>
    public static void Multiply(
        float* left, float* right, float* added, float* result, int rows, int inner, int columns, float scale, float addedScale)
    {
        for (int panel = 0; panel < columns / Panels.Width; panel++)
        {
            MultiplyPanel(left, right, added, result, panel, rows, computedRows: rows, inner, scale, addedScale);
        }
    }

    /// <summary>
    /// The same where the result is symmetric: the blocks above the diagonal are computed, and those below are the same numbers, in which
    /// the factors of each multiplication have changed places.
    /// </summary>
    /// <param name="left">a, [<paramref name="size"/>, <paramref name="inner"/>].</param>
    /// <param name="right">b, [<paramref name="inner"/>, <paramref name="size"/>]: a transposed, or a itself where it is symmetric.</param>
    /// <param name="added">[<paramref name="size"/>, <paramref name="size"/>], symmetric; null for nothing.</param>
    /// <param name="result">[<paramref name="size"/>, <paramref name="size"/>]; none of the others.</param>
    /// <param name="size">Rows and columns, a multiple of a panel's width.</param>
    /// <param name="inner">The inner index, a multiple of a panel's width.</param>
    /// <param name="scale">Multiplies the product.</param>
    /// <param name="addedScale">Multiplies what is added.</param>
    public static void MultiplySymmetric(
        float* left, float* right, float* added, float* result, int size, int inner, float scale, float addedScale)
    {
        for (int panel = 0; panel < size / Panels.Width; panel++)
        {
            MultiplyPanel(left, right, added, result, panel, size, computedRows: (panel + 1) * Panels.Width, inner, scale, addedScale);

            for (int other = 0; other < panel; other++)
            {
                TransposedBlock.Write(Block(result, size, other, panel), Block(result, size, panel, other), Panels.Width);
            }
        }
    }

    /// <summary>result = the transposed of a matrix.</summary>
    /// <param name="matrix">[<paramref name="rows"/>, <paramref name="columns"/>].</param>
    /// <param name="result">[<paramref name="columns"/>, <paramref name="rows"/>].</param>
    /// <param name="rows">A multiple of a panel's width.</param>
    /// <param name="columns">A multiple of a panel's width.</param>
    public static void Transpose(float* matrix, float* result, int rows, int columns)
    {
        for (int panel = 0; panel < columns / Panels.Width; panel++)
        {
            for (int block = 0; block < rows / Panels.Width; block++)
            {
                TransposedBlock.Write(Block(matrix, rows, block, panel), Block(result, columns, panel, block), Panels.Width);
            }
        }
    }

    // A square of a matrix, by the numbers of its rows and its columns in panels' widths.
    private static float* Block(float* matrix, int rows, int row, int panel) =>
        matrix + ((((nuint)panel * (nuint)rows) + ((nuint)row * Panels.Width)) * Panels.Width);

    private static void MultiplyPanel(
        float* left, float* right, float* added, float* result, int panel, int rows, int computedRows, int inner, float scale,
        float addedScale)
    {
        nuint start = (nuint)panel * (nuint)rows * Panels.Width;
        nuint leftPanel = (nuint)rows * Panels.Width;
        right += (nuint)panel * (nuint)inner * Panels.Width;

        for (int row = 0; row < computedRows; row += BlockRows)
        {
            nuint rowStart = (nuint)row * Panels.Width;
            nuint place = start + rowStart;

            if (Vector512.IsHardwareAccelerated)
            {
                MultiplyBlock512(left + rowStart, leftPanel, right, result + place, inner);
            }
            else
            {
                MultiplyBlock256(left + rowStart, leftPanel, right, result + place, inner);
                MultiplyBlock256(
                    left + rowStart + (4 * Panels.Width), leftPanel, right, result + place + (4 * Panels.Width), inner);
            }

            Scale(result + place, added is null ? null : added + place, scale, addedScale);
        }
    }

    /// <summary>8 rows of one panel: eight sums and a vector of b stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyBlock512(float* left, nuint leftPanel, float* right, float* result, int inner)
    {
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector512<float> sum4 = default, sum5 = default, sum6 = default, sum7 = default;

        for (int panel = 0; panel < inner; panel += Panels.Width)
        {
            for (int column = 0; column < Panels.Width; column++)
            {
                Vector512<float> row = *(Vector512<float>*)right;
                sum0 = Vector512.FusedMultiplyAdd(Vector512.Create(left[column]), row, sum0);
                sum1 = Vector512.FusedMultiplyAdd(Vector512.Create(left[Panels.Width + column]), row, sum1);
                sum2 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(2 * Panels.Width) + column]), row, sum2);
                sum3 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(3 * Panels.Width) + column]), row, sum3);
                sum4 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(4 * Panels.Width) + column]), row, sum4);
                sum5 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(5 * Panels.Width) + column]), row, sum5);
                sum6 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(6 * Panels.Width) + column]), row, sum6);
                sum7 = Vector512.FusedMultiplyAdd(Vector512.Create(left[(7 * Panels.Width) + column]), row, sum7);
                right += Panels.Width;
            }

            left += leftPanel;
        }

        Vector512<float>* rows = (Vector512<float>*)result;
        rows[0] = sum0;
        rows[1] = sum1;
        rows[2] = sum2;
        rows[3] = sum3;
        rows[4] = sum4;
        rows[5] = sum5;
        rows[6] = sum6;
        rows[7] = sum7;
    }

    /// <summary>4 rows of one panel: eight sums, two vectors of b and a factor of a stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyBlock256(float* left, nuint leftPanel, float* right, float* result, int inner)
    {
        Vector256<float> sum00 = default, sum01 = default, sum10 = default, sum11 = default;
        Vector256<float> sum20 = default, sum21 = default, sum30 = default, sum31 = default;

        for (int panel = 0; panel < inner; panel += Panels.Width)
        {
            for (int column = 0; column < Panels.Width; column++)
            {
                Vector256<float> right0 = *(Vector256<float>*)right;
                Vector256<float> right1 = *(Vector256<float>*)(right + 8);
                Vector256<float> factor = Vector256.Create(left[column]);
                sum00 = Vector256.FusedMultiplyAdd(factor, right0, sum00);
                sum01 = Vector256.FusedMultiplyAdd(factor, right1, sum01);
                factor = Vector256.Create(left[Panels.Width + column]);
                sum10 = Vector256.FusedMultiplyAdd(factor, right0, sum10);
                sum11 = Vector256.FusedMultiplyAdd(factor, right1, sum11);
                factor = Vector256.Create(left[(2 * Panels.Width) + column]);
                sum20 = Vector256.FusedMultiplyAdd(factor, right0, sum20);
                sum21 = Vector256.FusedMultiplyAdd(factor, right1, sum21);
                factor = Vector256.Create(left[(3 * Panels.Width) + column]);
                sum30 = Vector256.FusedMultiplyAdd(factor, right0, sum30);
                sum31 = Vector256.FusedMultiplyAdd(factor, right1, sum31);
                right += Panels.Width;
            }

            left += leftPanel;
        }

        Vector256<float>* rows = (Vector256<float>*)result;
        (rows[0], rows[1], rows[2], rows[3]) = (sum00, sum01, sum10, sum11);
        (rows[4], rows[5], rows[6], rows[7]) = (sum20, sum21, sum30, sum31);
    }

    private static void Scale(float* result, float* added, float scale, float addedScale)
    {
        for (int index = 0; index < BlockRows * Panels.Width; index += 8)
        {
            Vector256<float> value = *(Vector256<float>*)(result + index) * scale;
            *(Vector256<float>*)(result + index) =
                added is null ? value : value + (*(Vector256<float>*)(added + index) * addedScale);
        }
    }
}
