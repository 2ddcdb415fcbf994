/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-06f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8(float* input, float* weight, float* output, float* inverseDeviation, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;

            // The mean of squares; padding is zero and adds nothing.
            Vector256<float> squares0 = Vector256<float>.Zero;
            Vector256<float> squares1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                squares0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + at), *(Vector256<float>*)(x + at), squares0);
                squares1 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + at + 8), *(Vector256<float>*)(x + at + 8), squares1);
            }

            float variance = Vector256.Sum(squares0 + squares1) / 8f;
            float rowInverse = 1 / MathF.Sqrt(variance + 1E-06f);
            Vector256<float> scale = Vector256.Create(rowInverse);
            inverseDeviation[row] = rowInverse;

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16)
            {
                *(Vector256<float>*)(y + at) = *(Vector256<float>*)(x + at) * scale * *(Vector256<float>*)w;
                *(Vector256<float>*)(y + at + 8) = *(Vector256<float>*)(x + at + 8) * scale * *(Vector256<float>*)(w + 8);
            }
        }
    }
}
