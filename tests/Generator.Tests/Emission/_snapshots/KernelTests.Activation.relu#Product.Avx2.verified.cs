/// <summary>
/// output[rows, 32] = max(0, input[rows, 16] x weights[16, 32] + bias[32])
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32BiasReluRows12(float* input, float* weights, float* bias, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        output = &output[row * 16];

        for (nint panel = 0; panel < 2; panel++)
        {
            Tiles(input, weights, output, bias, rows, 0, 192, 16);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                outputRow[0] = Vector256.MaxNative(Vector256<float>.Zero, outputRow[0]);
                outputRow[1] = Vector256.MaxNative(Vector256<float>.Zero, outputRow[1]);
            }

            weights = &weights[256];
            bias = &bias[16];
            output = &output[192];
        }
    }
}

/// <summary>
/// output[rows, 32] = (input[rows, 16] x weights[16, 32]) where activated &gt; 0, else 0
/// over a block of rows; a few columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32ReluGradientRows12(float* input, float* weights, float* activated, float* output, nint row, nint rows)
{
    unchecked
    {
        input = &input[row * 16];
        activated = &activated[row * 16];
        output = &output[row * 16];
        float* zeros = stackalloc float[16]; // cleared; what sums are added to

        for (nint panel = 0; panel < 2; panel++)
        {
            Tiles(input, weights, output, zeros, rows, 0, 192, 16);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                Vector256<float>* activatedRow = (Vector256<float>*)&activated[at];
                outputRow[0] = Vector256.ConditionalSelect(
                    Vector256.GreaterThan(activatedRow[0], Vector256<float>.Zero), outputRow[0], Vector256<float>.Zero);
                outputRow[1] = Vector256.ConditionalSelect(
                    Vector256.GreaterThan(activatedRow[1], Vector256<float>.Zero), outputRow[1], Vector256<float>.Zero);
            }

            weights = &weights[256];
            activated = &activated[192];
            output = &output[192];
        }
    }
}
