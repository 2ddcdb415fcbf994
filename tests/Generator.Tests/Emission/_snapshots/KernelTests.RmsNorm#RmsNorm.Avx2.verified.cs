/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-05f).
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
            float rowInverse = 1 / MathF.Sqrt(variance + 1E-05f);
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

/// <summary>
/// result = inverseDeviation * (g - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = input * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormGradient8(
    float* outputGradient, float* input, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = input + row * 16;
            float* dy = outputGradient + row * 16;
            float* dx = result + row * 16;
            Vector256<float> scale = Vector256.Create(inverseDeviation[row]);

            // The sum of g * n; the weight is zero in the padding.
            Vector256<float> product0 = Vector256<float>.Zero;
            Vector256<float> product1 = Vector256<float>.Zero;
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16)
            {
                Vector256<float> g0 = *(Vector256<float>*)(dy + at) * *(Vector256<float>*)w;
                Vector256<float> g1 = *(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8);
                product0 = Vector256.FusedMultiplyAdd(g0, *(Vector256<float>*)(x + at), product0);
                product1 = Vector256.FusedMultiplyAdd(g1, *(Vector256<float>*)(x + at + 8), product1);
            }

            Vector256<float> meanProduct = Vector256.Create(Vector256.Sum(product0 + product1) / 8f) * scale * scale;

            w = weight;
            // One panel of 8 columns.
            {
                const nint at = 0;
                Vector256<float> g0 = *(Vector256<float>*)(dy + at) * *(Vector256<float>*)w;
                Vector256<float> g1 = *(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8);
                Vector256<float> d0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at), meanProduct, g0) * scale;
                Vector256<float> d1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 8), meanProduct, g1) * scale;
                *(Vector256<float>*)(dx + at) = d0;
                *(Vector256<float>*)(dx + at + 8) = Vector256<float>.Zero;
                w += 16;
            }
        }
    }
}

/// <summary>
/// weightGradient (+)= sum over rows of outputGradient * n,
/// n = input * inverseDeviation, for the 16 columns of one panel; rows in order.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormParameterGradient(
    float* outputGradient, float* input, float* inverseDeviation, float* weightGradient, nint rows, bool accumulate)
{
    unchecked
    {
        Vector256<float> weightSum0 = Vector256<float>.Zero;
        Vector256<float> weightSum1 = Vector256<float>.Zero;

        if (accumulate)
        {
            weightSum0 = *(Vector256<float>*)weightGradient;
            weightSum1 = *(Vector256<float>*)(weightGradient + 8);
        }

        for (nint row = 0, at = 0; row < rows; row++, at += 16)
        {
            Vector256<float> scale = Vector256.Create(inverseDeviation[row]);
            Vector256<float> gradient0 = *(Vector256<float>*)(outputGradient + at);
            Vector256<float> gradient1 = *(Vector256<float>*)(outputGradient + at + 8);
            weightSum0 = Vector256.FusedMultiplyAdd(gradient0, *(Vector256<float>*)(input + at) * scale, weightSum0);
            weightSum1 = Vector256.FusedMultiplyAdd(gradient1, *(Vector256<float>*)(input + at + 8) * scale, weightSum1);
        }

        *(Vector256<float>*)weightGradient = weightSum0;
        *(Vector256<float>*)(weightGradient + 8) = weightSum1;
    }
}
