/// <summary>
/// output = input * inverseDeviation * weight over the 40 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 40 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm40Row(float* input, float* weight, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = &input[row * 16];
            float* y = &output[row * 16];

            // The mean of squares; padding is zero and adds nothing.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 16)
            {
                Vector256<float>* xRow = (Vector256<float>*)&x[at];
                squares0x0 = Vector256.FusedMultiplyAdd(xRow[0], xRow[0], squares0x0);
                squares0x1 = Vector256.FusedMultiplyAdd(xRow[1], xRow[1], squares0x1);
            }

            float inverse0 = (float)(1 / Math.Sqrt((WideSum(squares0x0) + WideSum(squares0x1)) / 40 + 1E-05f));
            Vector256<float> scale0 = Broadcast(inverse0);

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 16, w = &w[16])
            {
                Vector256<float>* xRow = (Vector256<float>*)&x[at];
                Vector256<float>* yRow = (Vector256<float>*)&y[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                yRow[0] = xRow[0] * scale0 * wRow[0];
                yRow[1] = xRow[1] * scale0 * wRow[1];
            }
        }
    }
}
