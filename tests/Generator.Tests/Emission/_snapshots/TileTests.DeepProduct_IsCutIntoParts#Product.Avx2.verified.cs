/// <summary>
/// output[rows, 16] = input[rows, 544] x weights[544, 16] + bias[16] + residual
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product544x16BiasResidualRows12(
    float* input, float* weights, float* bias, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16];
        output = &output[row * 16];

        Tiles(input, weights, output, bias, rows, 0, 192, 192);

        // Columns 192 to 543 of the input.
        for (nint part = 0; part < 2; part++)
        {
            float* columns = &input[2304 + part * 2112];
            float* rowsOfWeights = &weights[3072 + part * 2816];

            Tiles(columns, rowsOfWeights, output, output, rows, 16, 192, 176);
        }

        for (nint at = 0; at < rows * 16; at += 16)
        {
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
            outputRow[0] += residualRow[0];
            outputRow[1] += residualRow[1];
        }
    }
}
