/// <summary>
/// output = (input - mean) * inverseDeviation * weight + bias over the 1024 columns of each row,
/// mean = sum(input) / 1024, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / 1024 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNorm1024(
    float* input, float* weight, float* bias, float* output, float* mean, float* inverseDeviation, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;

            // The mean; padding is zero and adds nothing.
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 16_512)
            {
                // What stands 4 rows further.
                Prefetch(x + at + 64);
                Prefetch(y + at + 64);
                sum0 += *(Vector256<float>*)(x + at);
                sum1 += *(Vector256<float>*)(x + at + 8);
            }

            float rowMean = Vector256.Sum(sum0 + sum1) / 1024f;
            Vector256<float> center = Vector256.Create(rowMean);

            // The variance around it, in a second reading of the row: no cancellation.
            Vector256<float> squares0 = Vector256<float>.Zero;
            Vector256<float> squares1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 16_512)
            {
                Vector256<float> difference0 = *(Vector256<float>*)(x + at) - center;
                Vector256<float> difference1 = *(Vector256<float>*)(x + at + 8) - center;
                squares0 = Vector256.FusedMultiplyAdd(difference0, difference0, squares0);
                squares1 = Vector256.FusedMultiplyAdd(difference1, difference1, squares1);
            }

            float variance = Vector256.Sum(squares0 + squares1) / 1024f;
            float rowInverse = 1 / MathF.Sqrt(variance + 1E-05f);
            Vector256<float> scale = Vector256.Create(rowInverse);
            inverseDeviation[row] = rowInverse;
            mean[row] = rowMean;

            // Weight and bias are zero in the padding, so the result is too.
            float* w = weight;
            float* b = bias;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 16_512, w += 16, b += 16)
            {
                *(Vector256<float>*)(y + at) = Vector256.FusedMultiplyAdd(
                    (*(Vector256<float>*)(x + at) - center) * scale, *(Vector256<float>*)w, *(Vector256<float>*)b);
                *(Vector256<float>*)(y + at + 8) = Vector256.FusedMultiplyAdd(
                    (*(Vector256<float>*)(x + at + 8) - center) * scale, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
            }
        }
    }
}
