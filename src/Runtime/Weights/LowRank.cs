using System;

namespace Weft;

/// <summary>Matrices of low rank. Hu et al. 2021.</summary>
internal static class LowRank
{
    /// <summary>weight += scale x second first, summed in double.</summary>
    /// <param name="weight">[out, in], or [in, out] where it is transposed.</param>
    /// <param name="first">A, [rank, in].</param>
    /// <param name="second">B, [out, rank].</param>
    /// <param name="rank">Rows of A and columns of B.</param>
    /// <param name="scale">alpha / rank.</param>
    /// <param name="isTransposed">Whether the weight is [in, out].</param>
    public static void Add(
        Span<float> weight, ReadOnlySpan<float> first, ReadOnlySpan<float> second, int rank, double scale, bool isTransposed = false)
    {
        int inputs = first.Length / rank;
        int outputs = second.Length / rank;
        (int outputStride, int inputStride) = isTransposed ? (1, outputs) : (inputs, 1);
        double[] sums = new double[inputs];

        for (int output = 0; output < outputs; output++)
        {
            Array.Clear(sums);

            for (int row = 0; row < rank; row++)
            {
                double factor = scale * second[(output * rank) + row];
                ReadOnlySpan<float> inputsOfRow = first.Slice(row * inputs, inputs);

                for (int input = 0; input < inputs; input++)
                {
                    sums[input] += factor * inputsOfRow[input];
                }
            }

            for (int input = 0; input < inputs; input++)
            {
                ref float value = ref weight[(output * outputStride) + (input * inputStride)];
                value = (float)(value + sums[input]);
            }
        }
    }
}
