/// <summary>
/// output[rows, 80] = input[rows, 160] x weights[160, 80] + bias[80] + residual
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product160x80BiasResidualRows12(
    float* input, float* weights, float* bias, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16];
        output = &output[row * 16];

        for (nint pair = 0; pair < 2; pair++)
        {
            PairTiles(input, weights, output, bias, rows, 0, 192, 80, 16, 2560);

            // Columns 80 to 159 of the input.
            PairTiles(&input[960], &weights[1280], output, output, rows, 16, 192, 80, 192, 2560);

            for (nint side = 0; side < 2; side++)
            {
                for (nint at = 0; at < rows * 16; at += 16)
                {
                    Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                    Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                    outputRow[0] += residualRow[0];
                }

                bias = &bias[16];
                residual = &residual[192];
                output = &output[192];
            }

            weights = &weights[5120];
        }

        // The last panel stands alone.
        {
            Tiles(input, weights, output, bias, rows, 0, 192, 160);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                outputRow[0] += residualRow[0];
            }
        }
    }
}

/// <summary>
/// output[rows, 16 x panels] = input[rows, 160] x weights[160, 16 x panels] + bias[16 x panels] + residual
/// over a block of rows from a panel on; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product160BiasResidualRows36(
    float* input, float* weights, float* bias, float* residual, float* output, nint row, nint rows, nint panel, nint panels)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16 + panel * 576];
        output = &output[row * 16 + panel * 576];
        weights = &weights[panel * 2560];
        bias = &bias[panel * 16];

        for (; panels > 1; panels -= 2)
        {
            PairTiles(input, weights, output, bias, rows, 0, 576, 80, 16, 2560);

            // Columns 80 to 159 of the input.
            PairTiles(&input[2880], &weights[1280], output, output, rows, 16, 576, 80, 576, 2560);

            for (nint side = 0; side < 2; side++)
            {
                for (nint at = 0; at < rows * 16; at += 16)
                {
                    Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                    Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                    outputRow[0] += residualRow[0];
                }

                bias = &bias[16];
                residual = &residual[576];
                output = &output[576];
            }

            weights = &weights[5120];
        }

        if (panels == 1)
        {
            Tiles(input, weights, output, bias, rows, 0, 576, 160);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                outputRow[0] += residualRow[0];
            }
        }
    }
}
