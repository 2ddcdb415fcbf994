/// <summary>
/// output = (input - mean) * inverseDeviation * weight + bias over the 8 columns of each row,
/// mean = sum(input) / 8, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / 8 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNorm8(
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

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                sum0 += *(Vector256<float>*)(x + at);
                sum1 += *(Vector256<float>*)(x + at + 8);
            }

            float rowMean = Vector256.Sum(sum0 + sum1) / 8f;
            Vector256<float> center = Vector256.Create(rowMean);

            // The variance around it, in a second reading of the row: no cancellation.
            Vector256<float> squares0 = Vector256<float>.Zero;
            Vector256<float> squares1 = Vector256<float>.Zero;

            // One panel of 8 columns.
            {
                const nint at = 0;
                Vector256<float> difference0 = *(Vector256<float>*)(x + at) - center;
                Vector256<float> difference1 = Vector256<float>.Zero;
                squares0 = Vector256.FusedMultiplyAdd(difference0, difference0, squares0);
                squares1 = Vector256.FusedMultiplyAdd(difference1, difference1, squares1);
            }

            float variance = Vector256.Sum(squares0 + squares1) / 8f;
            float rowInverse = 1 / MathF.Sqrt(variance + 1E-05f);
            Vector256<float> scale = Vector256.Create(rowInverse);
            inverseDeviation[row] = rowInverse;
            mean[row] = rowMean;

            // Weight and bias are zero in the padding, so the result is too.
            float* w = weight;
            float* b = bias;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16, b += 16)
            {
                *(Vector256<float>*)(y + at) = Vector256.FusedMultiplyAdd(
                    (*(Vector256<float>*)(x + at) - center) * scale, *(Vector256<float>*)w, *(Vector256<float>*)b);
                *(Vector256<float>*)(y + at + 8) = Vector256.FusedMultiplyAdd(
                    (*(Vector256<float>*)(x + at + 8) - center) * scale, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
            }
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - sum(g) / 8 - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = (input - mean) * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormGradient8(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = input + row * 16;
            float* dy = outputGradient + row * 16;
            float* dx = result + row * 16;
            Vector256<float> center = Vector256.Create(mean[row]);
            Vector256<float> scale = Vector256.Create(inverseDeviation[row]);

            // The sums of g and of g * n; the weight is zero in the padding.
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;
            Vector256<float> product0 = Vector256<float>.Zero;
            Vector256<float> product1 = Vector256<float>.Zero;
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16)
            {
                Vector256<float> g0 = *(Vector256<float>*)(dy + at) * *(Vector256<float>*)w;
                Vector256<float> g1 = *(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8);
                sum0 += g0;
                sum1 += g1;
                product0 = Vector256.FusedMultiplyAdd(g0, *(Vector256<float>*)(x + at) - center, product0);
                product1 = Vector256.FusedMultiplyAdd(g1, *(Vector256<float>*)(x + at + 8) - center, product1);
            }

            Vector256<float> meanGradient = Vector256.Create(Vector256.Sum(sum0 + sum1) / 8f);
            Vector256<float> meanProduct = Vector256.Create(Vector256.Sum(product0 + product1) / 8f) * scale * scale;

            w = weight;
            // One panel of 8 columns.
            {
                const nint at = 0;
                Vector256<float> g0 = (*(Vector256<float>*)(dy + at) * *(Vector256<float>*)w) - meanGradient;
                Vector256<float> g1 = (*(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8)) - meanGradient;
                Vector256<float> d0 = Vector256.FusedMultiplyAdd(-(*(Vector256<float>*)(x + at) - center), meanProduct, g0) * scale;
                Vector256<float> d1 = Vector256.FusedMultiplyAdd(
                    -(*(Vector256<float>*)(x + at + 8) - center), meanProduct, g1) * scale;
                *(Vector256<float>*)(dx + at) = d0;
                *(Vector256<float>*)(dx + at + 8) = Vector256<float>.Zero;
                w += 16;
            }
        }
    }
}

/// <summary>
/// weightGradient (+)= sum over rows of outputGradient * n, biasGradient (+)= sum over rows of outputGradient,
/// n = (input - mean) * inverseDeviation, for the 16 columns of one panel; rows in order.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormParameterGradient(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weightGradient, float* biasGradient,
    nint rows, bool accumulate)
{
    unchecked
    {
        Vector256<float> weightSum0 = Vector256<float>.Zero;
        Vector256<float> weightSum1 = Vector256<float>.Zero;
        Vector256<float> biasSum0 = Vector256<float>.Zero;
        Vector256<float> biasSum1 = Vector256<float>.Zero;

        if (accumulate)
        {
            weightSum0 = *(Vector256<float>*)weightGradient;
            weightSum1 = *(Vector256<float>*)(weightGradient + 8);
            biasSum0 = *(Vector256<float>*)biasGradient;
            biasSum1 = *(Vector256<float>*)(biasGradient + 8);
        }

        for (nint row = 0, at = 0; row < rows; row++, at += 16)
        {
            Vector256<float> scale = Vector256.Create(inverseDeviation[row]);
            Vector256<float> gradient0 = *(Vector256<float>*)(outputGradient + at);
            Vector256<float> gradient1 = *(Vector256<float>*)(outputGradient + at + 8);
            Vector256<float> center = Vector256.Create(mean[row]);
            biasSum0 += gradient0;
            biasSum1 += gradient1;
            weightSum0 = Vector256.FusedMultiplyAdd(gradient0, (*(Vector256<float>*)(input + at) - center) * scale, weightSum0);
            weightSum1 = Vector256.FusedMultiplyAdd(gradient1, (*(Vector256<float>*)(input + at + 8) - center) * scale, weightSum1);
        }

        *(Vector256<float>*)weightGradient = weightSum0;
        *(Vector256<float>*)(weightGradient + 8) = weightSum1;
        *(Vector256<float>*)biasGradient = biasSum0;
        *(Vector256<float>*)(biasGradient + 8) = biasSum1;
    }
}
