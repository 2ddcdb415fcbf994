/// <summary>
/// output[rows, 16 x panels] = input[rows, 32] x weights[32, 16 x panels] + bias[16 x panels] + residual
/// over a block of rows from a panel on; a few columns at a time, so that their weights stay in the first level cache.
/// The scratch has the rows as integers of 8 bits, which are multiplied by integers of no more.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product32BiasResidualInt8BytesRoundedRow(
    float* weights, float* bias, float* residual, float* output, float* scratch, nint row, nint rows, nint panel, nint panels)
{
    unchecked
    {
        residual = &residual[row * 16 + panel * 16];
        output = &output[row * 16 + panel * 16];
        weights = &weights[panel * 160];
        bias = &bias[panel * 16];
        int* rounded = (int*)&scratch[16];
        int* sums = &rounded[16];

        // While rows are multiplied by some panels, each of them has a share of the next panels fetched.
        nint share = 2560 / rows;

        // Two panels at a time, but for a row alone: memory gives one stream sooner than two.
        for (; panels > 1 && rows > 1; panels -= 2)
        {
            if (AvxVnni.IsSupported)
            {
                Int8QuadTiles(rounded, sums, scratch, weights, output, bias, &weights[160], rows, share, 0, rows * 8, 32);
                Int8QuadTiles(
                    rounded, sums, scratch, &weights[160], &output[16], &bias[16], &weights[320], rows, share, 0, rows * 8, 32);
            }
            else
            {
                Int8GroupedPairTiles(
                    rounded, sums, scratch, weights, output, bias, &weights[320], rows, share, 0, rows * 16, 32, 16, 160, 16);
            }

            for (nint side = 0; side < 2; side++)
            {
                for (nint at = 0; at < rows * 16; at += 16)
                {
                    Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                    Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                    outputRow[0] += residualRow[0];
                }

                bias = &bias[16];
                residual = &residual[16];
                output = &output[16];
            }

            weights = &weights[320];
        }

        for (; panels > 0; panels--)
        {
            if (AvxVnni.IsSupported)
            {
                Int8QuadTiles(rounded, sums, scratch, weights, output, bias, &weights[160], rows, share, 0, rows * 8, 32);
            }
            else
            {
                Int8GroupedTiles(rounded, sums, scratch, weights, output, bias, &weights[160], rows, share, 0, rows * 16, 32);
            }

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector512<float>* outputRow = (Vector512<float>*)&output[at];
                Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
                outputRow[0] += residualRow[0];
            }

            weights = &weights[160];
            bias = &bias[16];
            residual = &residual[16];
            output = &output[16];
        }
    }
}
