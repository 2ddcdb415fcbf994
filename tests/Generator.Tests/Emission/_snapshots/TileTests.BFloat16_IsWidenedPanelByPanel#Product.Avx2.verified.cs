/// <summary>
/// output[rows, 16 x panels] = input[rows, 544] x weights[544, 16 x panels] + bias[16 x panels] + residual
/// over a block of rows from a panel on; a few columns at a time, so that their weights stay in the first level cache, as floats.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product544BiasResidualBFloat16Rows36(
    float* input, float* weights, float* bias, float* residual, float* output, nint row, nint rows, nint panel, nint panels)
{
    unchecked
    {
        input = &input[row * 16];
        residual = &residual[row * 16 + panel * 576];
        output = &output[row * 16 + panel * 576];
        weights = &weights[panel * 4352];
        bias = &bias[panel * 16];
        float* widened = stackalloc float[3072];

        for (nint end = panel + panels; panel < end; panel++)
        {
            WidenBFloat16(weights, 0, 192, widened);
            Tiles(input, widened, output, bias, rows, 0, 576, 192);

            // Columns 192 to 543 of the input.
            for (nint part = 0; part < 2; part++)
            {
                float* columns = &input[6912 + part * 6336];
                WidenBFloat16(weights, 192 + part * 176, 176, widened);

                Tiles(columns, widened, output, output, rows, 16, 576, 176);
            }

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
                outputRow[0] += residualRow[0];
                outputRow[1] += residualRow[1];
            }

            weights = &weights[4352];
            bias = &bias[16];
            residual = &residual[576];
            output = &output[576];
        }
    }
}
