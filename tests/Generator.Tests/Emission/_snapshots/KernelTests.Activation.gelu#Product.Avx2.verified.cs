/// <summary>
/// output[rows, 32] = gelu(input[rows, 16] x weights[16, 32] + bias[32]), derivative = gelu'(input[rows, 16] x weights[16, 32] +
/// bias[32])
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32BiasGeluAndDerivativeRows12(
    float* input, float* weights, float* bias, float* derivative, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        derivative = &derivative[row * 16];
        output = &output[row * 16];

        for (nint panel = 0; panel < 2; panel++)
        {
            Tiles(input, weights, output, bias, rows, 0, 192, 16);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                Vector256<float>* derivativeRow = (Vector256<float>*)&derivative[at];
                outputRow[0] = Gelu(outputRow[0], out Vector256<float> derivative0);
                derivativeRow[0] = derivative0;
                outputRow[1] = Gelu(outputRow[1], out Vector256<float> derivative1);
                derivativeRow[1] = derivative1;
            }

            weights = &weights[256];
            bias = &bias[16];
            derivative = &derivative[192];
            output = &output[192];
        }
    }
}

/// <summary>
/// output[rows, 32] = (input[rows, 16] x weights[16, 32]) * factor
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32FactorRows12(float* input, float* weights, float* factor, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        factor = &factor[row * 16];
        output = &output[row * 16];
        float* zeros = stackalloc float[16]; // cleared; what sums are added to

        for (nint panel = 0; panel < 2; panel++)
        {
            Tiles(input, weights, output, zeros, rows, 0, 192, 16);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                Vector256<float>* factorRow = (Vector256<float>*)&factor[at];
                outputRow[0] *= factorRow[0];
                outputRow[1] *= factorRow[1];
            }

            weights = &weights[256];
            factor = &factor[192];
            output = &output[192];
        }
    }
}
