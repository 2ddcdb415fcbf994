/// <summary>
/// output[rows, 16] = 0.5f * (input[rows, 16] x weights[16, 16]) + 2f * residual
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x16ResidualTimes2Scale0p5Rows12(
    float* input, float* weights, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16];
        output = &output[row * 16];
        float* zeros = stackalloc float[16]; // cleared; what sums are added to

        WideTiles(input, weights, output, zeros, rows, 0, 192, 16);

        for (nint at = 0; at < rows * 16; at += 16)
        {
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
            outputRow[0] = Vector256.FusedMultiplyAdd(outputRow[0], Broadcast(0.5f), residualRow[0] * Broadcast(2f));
            outputRow[1] = Vector256.FusedMultiplyAdd(outputRow[1], Broadcast(0.5f), residualRow[1] * Broadcast(2f));
        }
    }
}
