/// <summary>
/// output[rows, 16] = input[rows, 16] x weights[16, 16] + bias[16] + residual
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x16BiasResidualRows12(
    float* input, float* weights, float* bias, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16];
        output = &output[row * 16];

        WideTiles(input, weights, output, bias, rows, 0, 192, 16);

        for (nint at = 0; at < rows * 16; at += 16)
        {
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
            outputRow[0] += residualRow[0];
            outputRow[1] += residualRow[1];
        }
    }
}

/// <summary>
/// output[rows, 48] = input[rows, 16] x weights[16, 48] + bias[48]
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x48BiasRows12(float* input, float* weights, float* bias, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        output = &output[row * 16];

        for (nint panel = 0; panel < 3; panel++)
        {
            Tiles(input, weights, output, bias, rows, 0, 192, 16);

            weights = &weights[256];
            bias = &bias[16];
            output = &output[192];
        }
    }
}
