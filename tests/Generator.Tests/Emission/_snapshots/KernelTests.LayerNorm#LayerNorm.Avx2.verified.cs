/// <summary>
/// output = (input - mean) * inverseDeviation * weight + bias over the 8 columns of each row,
/// mean = sum(input) / 8, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / 8 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNorm8Rows12(float* input, float* weight, float* bias, float* output, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;

            // The mean; padding is zero and adds nothing.
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> sum2x0 = Vector256<float>.Zero;
            Vector256<float> sum2x1 = Vector256<float>.Zero;
            Vector256<float> sum3x0 = Vector256<float>.Zero;
            Vector256<float> sum3x1 = Vector256<float>.Zero;

            sum0x0 += *(Vector256<float>*)x;
            sum0x1 += *(Vector256<float>*)(x + 8);
            sum1x0 += *(Vector256<float>*)(x + 16);
            sum1x1 += *(Vector256<float>*)(x + 24);
            sum2x0 += *(Vector256<float>*)(x + 32);
            sum2x1 += *(Vector256<float>*)(x + 40);
            sum3x0 += *(Vector256<float>*)(x + 48);
            sum3x1 += *(Vector256<float>*)(x + 56);

            float mean0 = Vector256.Sum(sum0x0 + sum0x1) / 8f;
            float mean1 = Vector256.Sum(sum1x0 + sum1x1) / 8f;
            float mean2 = Vector256.Sum(sum2x0 + sum2x1) / 8f;
            float mean3 = Vector256.Sum(sum3x0 + sum3x1) / 8f;
            Vector256<float> center0 = Vector256.Create(mean0);
            Vector256<float> center1 = Vector256.Create(mean1);
            Vector256<float> center2 = Vector256.Create(mean2);
            Vector256<float> center3 = Vector256.Create(mean3);

            // The variance around it, in a second reading: no cancellation.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;
            Vector256<float> squares1x0 = Vector256<float>.Zero;
            Vector256<float> squares1x1 = Vector256<float>.Zero;
            Vector256<float> squares2x0 = Vector256<float>.Zero;
            Vector256<float> squares2x1 = Vector256<float>.Zero;
            Vector256<float> squares3x0 = Vector256<float>.Zero;
            Vector256<float> squares3x1 = Vector256<float>.Zero;

            // One panel of 8 columns.
            Vector256<float> difference0x0 = *(Vector256<float>*)x - center0;
            Vector256<float> difference0x1 = Vector256<float>.Zero;
            Vector256<float> difference1x0 = *(Vector256<float>*)(x + 16) - center1;
            Vector256<float> difference1x1 = Vector256<float>.Zero;
            Vector256<float> difference2x0 = *(Vector256<float>*)(x + 32) - center2;
            Vector256<float> difference2x1 = Vector256<float>.Zero;
            Vector256<float> difference3x0 = *(Vector256<float>*)(x + 48) - center3;
            Vector256<float> difference3x1 = Vector256<float>.Zero;
            squares0x0 = Vector256.FusedMultiplyAdd(difference0x0, difference0x0, squares0x0);
            squares0x1 = Vector256.FusedMultiplyAdd(difference0x1, difference0x1, squares0x1);
            squares1x0 = Vector256.FusedMultiplyAdd(difference1x0, difference1x0, squares1x0);
            squares1x1 = Vector256.FusedMultiplyAdd(difference1x1, difference1x1, squares1x1);
            squares2x0 = Vector256.FusedMultiplyAdd(difference2x0, difference2x0, squares2x0);
            squares2x1 = Vector256.FusedMultiplyAdd(difference2x1, difference2x1, squares2x1);
            squares3x0 = Vector256.FusedMultiplyAdd(difference3x0, difference3x0, squares3x0);
            squares3x1 = Vector256.FusedMultiplyAdd(difference3x1, difference3x1, squares3x1);

            float inverse0 = 1 / MathF.Sqrt((Vector256.Sum(squares0x0 + squares0x1) / 8f) + 1E-05f);
            float inverse1 = 1 / MathF.Sqrt((Vector256.Sum(squares1x0 + squares1x1) / 8f) + 1E-05f);
            float inverse2 = 1 / MathF.Sqrt((Vector256.Sum(squares2x0 + squares2x1) / 8f) + 1E-05f);
            float inverse3 = 1 / MathF.Sqrt((Vector256.Sum(squares3x0 + squares3x1) / 8f) + 1E-05f);
            Vector256<float> scale0 = Vector256.Create(inverse0);
            Vector256<float> scale1 = Vector256.Create(inverse1);
            Vector256<float> scale2 = Vector256.Create(inverse2);
            Vector256<float> scale3 = Vector256.Create(inverse3);

            // Weight and bias are zero in the padding, so the result is too.
            float* w = weight;
            float* b = bias;

            *(Vector256<float>*)y = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)x - center0) * scale0, *(Vector256<float>*)w, *(Vector256<float>*)b);
            *(Vector256<float>*)(y + 8) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 8) - center0) * scale0, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
            *(Vector256<float>*)(y + 16) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 16) - center1) * scale1, *(Vector256<float>*)w, *(Vector256<float>*)b);
            *(Vector256<float>*)(y + 24) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 24) - center1) * scale1, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
            *(Vector256<float>*)(y + 32) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 32) - center2) * scale2, *(Vector256<float>*)w, *(Vector256<float>*)b);
            *(Vector256<float>*)(y + 40) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 40) - center2) * scale2, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
            *(Vector256<float>*)(y + 48) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 48) - center3) * scale3, *(Vector256<float>*)w, *(Vector256<float>*)b);
            *(Vector256<float>*)(y + 56) = Vector256.FusedMultiplyAdd(
                (*(Vector256<float>*)(x + 56) - center3) * scale3, *(Vector256<float>*)(w + 8), *(Vector256<float>*)(b + 8));
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - sum(g) / 8 - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = (input - mean) * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormGradient8Rows12(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        // 2 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 2)
        {
            float* x = input + row * 16;
            float* dy = outputGradient + row * 16;
            float* dx = result + row * 16;
            Vector256<float> center0 = Vector256.Create(mean[row]);
            Vector256<float> center1 = Vector256.Create(mean[row + 1]);
            Vector256<float> scale0 = Vector256.Create(inverseDeviation[row]);
            Vector256<float> scale1 = Vector256.Create(inverseDeviation[row + 1]);

            // The sums of g and of g * n; the weight is zero in the padding.
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> product0x0 = Vector256<float>.Zero;
            Vector256<float> product0x1 = Vector256<float>.Zero;
            Vector256<float> product1x0 = Vector256<float>.Zero;
            Vector256<float> product1x1 = Vector256<float>.Zero;
            float* w = weight;

            Vector256<float> g0x0 = *(Vector256<float>*)dy * *(Vector256<float>*)w;
            Vector256<float> g0x1 = *(Vector256<float>*)(dy + 8) * *(Vector256<float>*)(w + 8);
            Vector256<float> g1x0 = *(Vector256<float>*)(dy + 16) * *(Vector256<float>*)w;
            Vector256<float> g1x1 = *(Vector256<float>*)(dy + 24) * *(Vector256<float>*)(w + 8);
            sum0x0 += g0x0;
            sum0x1 += g0x1;
            sum1x0 += g1x0;
            sum1x1 += g1x1;
            product0x0 = Vector256.FusedMultiplyAdd(g0x0, *(Vector256<float>*)x - center0, product0x0);
            product0x1 = Vector256.FusedMultiplyAdd(g0x1, *(Vector256<float>*)(x + 8) - center0, product0x1);
            product1x0 = Vector256.FusedMultiplyAdd(g1x0, *(Vector256<float>*)(x + 16) - center1, product1x0);
            product1x1 = Vector256.FusedMultiplyAdd(g1x1, *(Vector256<float>*)(x + 24) - center1, product1x1);

            Vector256<float> meanGradient0 = Vector256.Create(Vector256.Sum(sum0x0 + sum0x1) / 8f);
            Vector256<float> meanGradient1 = Vector256.Create(Vector256.Sum(sum1x0 + sum1x1) / 8f);
            Vector256<float> meanProduct0 = Vector256.Create(Vector256.Sum(product0x0 + product0x1) / 8f) * scale0 * scale0;
            Vector256<float> meanProduct1 = Vector256.Create(Vector256.Sum(product1x0 + product1x1) / 8f) * scale1 * scale1;

            // One panel of 8 columns.
            Vector256<float> gradient0x0 = (*(Vector256<float>*)dy * *(Vector256<float>*)w) - meanGradient0;
            Vector256<float> gradient0x1 = (*(Vector256<float>*)(dy + 8) * *(Vector256<float>*)(w + 8)) - meanGradient0;
            Vector256<float> gradient1x0 = (*(Vector256<float>*)(dy + 16) * *(Vector256<float>*)w) - meanGradient1;
            Vector256<float> gradient1x1 = (*(Vector256<float>*)(dy + 24) * *(Vector256<float>*)(w + 8)) - meanGradient1;
            Vector256<float> d0x0 = Vector256.FusedMultiplyAdd(
                -(*(Vector256<float>*)x - center0), meanProduct0, gradient0x0) * scale0;
            Vector256<float> d0x1 = Vector256.FusedMultiplyAdd(
                -(*(Vector256<float>*)(x + 8) - center0), meanProduct0, gradient0x1) * scale0;
            Vector256<float> d1x0 = Vector256.FusedMultiplyAdd(
                -(*(Vector256<float>*)(x + 16) - center1), meanProduct1, gradient1x0) * scale1;
            Vector256<float> d1x1 = Vector256.FusedMultiplyAdd(
                -(*(Vector256<float>*)(x + 24) - center1), meanProduct1, gradient1x1) * scale1;
            *(Vector256<float>*)dx = d0x0;
            *(Vector256<float>*)(dx + 8) = Vector256<float>.Zero;
            *(Vector256<float>*)(dx + 16) = d1x0;
            *(Vector256<float>*)(dx + 24) = Vector256<float>.Zero;
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
