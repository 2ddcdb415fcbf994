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
            Tiles(input, widened, output, residual, rows, 16, 576, 192);

            // Columns 192 to 543 of the input.
            for (nint part = 0; part < 2; part++)
            {
                float* columns = &input[6912 + part * 6336];
                WidenBFloat16(weights, 192 + part * 176, 176, widened);

                Tiles(columns, widened, output, output, rows, 16, 576, 176);
            }

            Vector256<float>* biasRow = (Vector256<float>*)bias;
            Vector256<float> bias0 = biasRow[0];
            Vector256<float> bias1 = biasRow[1];

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                outputRow[0] += bias0;
                outputRow[1] += bias1;
            }

            weights = &weights[4352];
            bias = &bias[16];
            residual = &residual[576];
            output = &output[576];
        }
    }
}
