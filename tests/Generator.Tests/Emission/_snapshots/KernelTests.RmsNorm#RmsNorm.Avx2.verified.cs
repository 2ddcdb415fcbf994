/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8Rows12(float* input, float* weight, float* output, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;

            // The mean of squares; padding is zero and adds nothing.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;
            Vector256<float> squares1x0 = Vector256<float>.Zero;
            Vector256<float> squares1x1 = Vector256<float>.Zero;
            Vector256<float> squares2x0 = Vector256<float>.Zero;
            Vector256<float> squares2x1 = Vector256<float>.Zero;
            Vector256<float> squares3x0 = Vector256<float>.Zero;
            Vector256<float> squares3x1 = Vector256<float>.Zero;

            squares0x0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)x, *(Vector256<float>*)x, squares0x0);
            squares0x1 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 8), *(Vector256<float>*)(x + 8), squares0x1);
            squares1x0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 16), *(Vector256<float>*)(x + 16), squares1x0);
            squares1x1 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 24), *(Vector256<float>*)(x + 24), squares1x1);
            squares2x0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 32), *(Vector256<float>*)(x + 32), squares2x0);
            squares2x1 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 40), *(Vector256<float>*)(x + 40), squares2x1);
            squares3x0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 48), *(Vector256<float>*)(x + 48), squares3x0);
            squares3x1 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + 56), *(Vector256<float>*)(x + 56), squares3x1);

            float inverse0 = 1 / MathF.Sqrt((Vector256.Sum(squares0x0 + squares0x1) / 8f) + 1E-05f);
            float inverse1 = 1 / MathF.Sqrt((Vector256.Sum(squares1x0 + squares1x1) / 8f) + 1E-05f);
            float inverse2 = 1 / MathF.Sqrt((Vector256.Sum(squares2x0 + squares2x1) / 8f) + 1E-05f);
            float inverse3 = 1 / MathF.Sqrt((Vector256.Sum(squares3x0 + squares3x1) / 8f) + 1E-05f);
            Vector256<float> scale0 = Vector256.Create(inverse0);
            Vector256<float> scale1 = Vector256.Create(inverse1);
            Vector256<float> scale2 = Vector256.Create(inverse2);
            Vector256<float> scale3 = Vector256.Create(inverse3);

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            *(Vector256<float>*)y = *(Vector256<float>*)x * scale0 * *(Vector256<float>*)w;
            *(Vector256<float>*)(y + 8) = *(Vector256<float>*)(x + 8) * scale0 * *(Vector256<float>*)(w + 8);
            *(Vector256<float>*)(y + 16) = *(Vector256<float>*)(x + 16) * scale1 * *(Vector256<float>*)w;
            *(Vector256<float>*)(y + 24) = *(Vector256<float>*)(x + 24) * scale1 * *(Vector256<float>*)(w + 8);
            *(Vector256<float>*)(y + 32) = *(Vector256<float>*)(x + 32) * scale2 * *(Vector256<float>*)w;
            *(Vector256<float>*)(y + 40) = *(Vector256<float>*)(x + 40) * scale2 * *(Vector256<float>*)(w + 8);
            *(Vector256<float>*)(y + 48) = *(Vector256<float>*)(x + 48) * scale3 * *(Vector256<float>*)w;
            *(Vector256<float>*)(y + 56) = *(Vector256<float>*)(x + 56) * scale3 * *(Vector256<float>*)(w + 8);
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = input * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormGradient8Rows12(
    float* outputGradient, float* input, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = input + row * 16;
            float* dy = outputGradient + row * 16;
            float* dx = result + row * 16;
            Vector256<float> scale0 = Vector256.Create(inverseDeviation[row]);
            Vector256<float> scale1 = Vector256.Create(inverseDeviation[row + 1]);
            Vector256<float> scale2 = Vector256.Create(inverseDeviation[row + 2]);
            Vector256<float> scale3 = Vector256.Create(inverseDeviation[row + 3]);

            // The sum of g * n; the weight is zero in the padding.
            Vector256<float> product0x0 = Vector256<float>.Zero;
            Vector256<float> product0x1 = Vector256<float>.Zero;
            Vector256<float> product1x0 = Vector256<float>.Zero;
            Vector256<float> product1x1 = Vector256<float>.Zero;
            Vector256<float> product2x0 = Vector256<float>.Zero;
            Vector256<float> product2x1 = Vector256<float>.Zero;
            Vector256<float> product3x0 = Vector256<float>.Zero;
            Vector256<float> product3x1 = Vector256<float>.Zero;
            float* w = weight;

            Vector256<float> g0x0 = *(Vector256<float>*)dy * *(Vector256<float>*)w;
            Vector256<float> g0x1 = *(Vector256<float>*)(dy + 8) * *(Vector256<float>*)(w + 8);
            Vector256<float> g1x0 = *(Vector256<float>*)(dy + 16) * *(Vector256<float>*)w;
            Vector256<float> g1x1 = *(Vector256<float>*)(dy + 24) * *(Vector256<float>*)(w + 8);
            Vector256<float> g2x0 = *(Vector256<float>*)(dy + 32) * *(Vector256<float>*)w;
            Vector256<float> g2x1 = *(Vector256<float>*)(dy + 40) * *(Vector256<float>*)(w + 8);
            Vector256<float> g3x0 = *(Vector256<float>*)(dy + 48) * *(Vector256<float>*)w;
            Vector256<float> g3x1 = *(Vector256<float>*)(dy + 56) * *(Vector256<float>*)(w + 8);
            product0x0 = Vector256.FusedMultiplyAdd(g0x0, *(Vector256<float>*)x, product0x0);
            product0x1 = Vector256.FusedMultiplyAdd(g0x1, *(Vector256<float>*)(x + 8), product0x1);
            product1x0 = Vector256.FusedMultiplyAdd(g1x0, *(Vector256<float>*)(x + 16), product1x0);
            product1x1 = Vector256.FusedMultiplyAdd(g1x1, *(Vector256<float>*)(x + 24), product1x1);
            product2x0 = Vector256.FusedMultiplyAdd(g2x0, *(Vector256<float>*)(x + 32), product2x0);
            product2x1 = Vector256.FusedMultiplyAdd(g2x1, *(Vector256<float>*)(x + 40), product2x1);
            product3x0 = Vector256.FusedMultiplyAdd(g3x0, *(Vector256<float>*)(x + 48), product3x0);
            product3x1 = Vector256.FusedMultiplyAdd(g3x1, *(Vector256<float>*)(x + 56), product3x1);

            Vector256<float> meanProduct0 = Vector256.Create(Vector256.Sum(product0x0 + product0x1) / 8f) * scale0 * scale0;
            Vector256<float> meanProduct1 = Vector256.Create(Vector256.Sum(product1x0 + product1x1) / 8f) * scale1 * scale1;
            Vector256<float> meanProduct2 = Vector256.Create(Vector256.Sum(product2x0 + product2x1) / 8f) * scale2 * scale2;
            Vector256<float> meanProduct3 = Vector256.Create(Vector256.Sum(product3x0 + product3x1) / 8f) * scale3 * scale3;

            // One panel of 8 columns.
            Vector256<float> gradient0x0 = *(Vector256<float>*)dy * *(Vector256<float>*)w;
            Vector256<float> gradient0x1 = *(Vector256<float>*)(dy + 8) * *(Vector256<float>*)(w + 8);
            Vector256<float> gradient1x0 = *(Vector256<float>*)(dy + 16) * *(Vector256<float>*)w;
            Vector256<float> gradient1x1 = *(Vector256<float>*)(dy + 24) * *(Vector256<float>*)(w + 8);
            Vector256<float> gradient2x0 = *(Vector256<float>*)(dy + 32) * *(Vector256<float>*)w;
            Vector256<float> gradient2x1 = *(Vector256<float>*)(dy + 40) * *(Vector256<float>*)(w + 8);
            Vector256<float> gradient3x0 = *(Vector256<float>*)(dy + 48) * *(Vector256<float>*)w;
            Vector256<float> gradient3x1 = *(Vector256<float>*)(dy + 56) * *(Vector256<float>*)(w + 8);
            Vector256<float> d0x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)x, meanProduct0, gradient0x0) * scale0;
            Vector256<float> d0x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 8), meanProduct0, gradient0x1) * scale0;
            Vector256<float> d1x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 16), meanProduct1, gradient1x0) * scale1;
            Vector256<float> d1x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 24), meanProduct1, gradient1x1) * scale1;
            Vector256<float> d2x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 32), meanProduct2, gradient2x0) * scale2;
            Vector256<float> d2x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 40), meanProduct2, gradient2x1) * scale2;
            Vector256<float> d3x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 48), meanProduct3, gradient3x0) * scale3;
            Vector256<float> d3x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + 56), meanProduct3, gradient3x1) * scale3;
            *(Vector256<float>*)dx = d0x0;
            *(Vector256<float>*)(dx + 8) = Vector256<float>.Zero;
            *(Vector256<float>*)(dx + 16) = d1x0;
            *(Vector256<float>*)(dx + 24) = Vector256<float>.Zero;
            *(Vector256<float>*)(dx + 32) = d2x0;
            *(Vector256<float>*)(dx + 40) = Vector256<float>.Zero;
            *(Vector256<float>*)(dx + 48) = d3x0;
            *(Vector256<float>*)(dx + 56) = Vector256<float>.Zero;
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
