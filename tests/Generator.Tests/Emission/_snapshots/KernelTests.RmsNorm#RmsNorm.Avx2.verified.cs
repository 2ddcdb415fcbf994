/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8Rows12(float* input, float* weight, float* output, float* inverseDeviation, nint row, nint rows)
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

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                squares0x0 = Vector256.FusedMultiplyAdd(*(Vector256<float>*)(x + at), *(Vector256<float>*)(x + at), squares0x0);
                squares0x1 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 8), *(Vector256<float>*)(x + at + 8), squares0x1);
                squares1x0 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 16), *(Vector256<float>*)(x + at + 16), squares1x0);
                squares1x1 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 24), *(Vector256<float>*)(x + at + 24), squares1x1);
                squares2x0 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 32), *(Vector256<float>*)(x + at + 32), squares2x0);
                squares2x1 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 40), *(Vector256<float>*)(x + at + 40), squares2x1);
                squares3x0 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 48), *(Vector256<float>*)(x + at + 48), squares3x0);
                squares3x1 = Vector256.FusedMultiplyAdd(
                    *(Vector256<float>*)(x + at + 56), *(Vector256<float>*)(x + at + 56), squares3x1);
            }

            float inverse0 = 1 / MathF.Sqrt((Vector256.Sum(squares0x0 + squares0x1) / 8f) + 1E-05f);
            float inverse1 = 1 / MathF.Sqrt((Vector256.Sum(squares1x0 + squares1x1) / 8f) + 1E-05f);
            float inverse2 = 1 / MathF.Sqrt((Vector256.Sum(squares2x0 + squares2x1) / 8f) + 1E-05f);
            float inverse3 = 1 / MathF.Sqrt((Vector256.Sum(squares3x0 + squares3x1) / 8f) + 1E-05f);
            Vector256<float> scale0 = Vector256.Create(inverse0);
            Vector256<float> scale1 = Vector256.Create(inverse1);
            Vector256<float> scale2 = Vector256.Create(inverse2);
            Vector256<float> scale3 = Vector256.Create(inverse3);
            inverseDeviation[row] = inverse0;
            inverseDeviation[row + 1] = inverse1;
            inverseDeviation[row + 2] = inverse2;
            inverseDeviation[row + 3] = inverse3;

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16)
            {
                *(Vector256<float>*)(y + at) = *(Vector256<float>*)(x + at) * scale0 * *(Vector256<float>*)w;
                *(Vector256<float>*)(y + at + 8) = *(Vector256<float>*)(x + at + 8) * scale0 * *(Vector256<float>*)(w + 8);
                *(Vector256<float>*)(y + at + 16) = *(Vector256<float>*)(x + at + 16) * scale1 * *(Vector256<float>*)w;
                *(Vector256<float>*)(y + at + 24) = *(Vector256<float>*)(x + at + 24) * scale1 * *(Vector256<float>*)(w + 8);
                *(Vector256<float>*)(y + at + 32) = *(Vector256<float>*)(x + at + 32) * scale2 * *(Vector256<float>*)w;
                *(Vector256<float>*)(y + at + 40) = *(Vector256<float>*)(x + at + 40) * scale2 * *(Vector256<float>*)(w + 8);
                *(Vector256<float>*)(y + at + 48) = *(Vector256<float>*)(x + at + 48) * scale3 * *(Vector256<float>*)w;
                *(Vector256<float>*)(y + at + 56) = *(Vector256<float>*)(x + at + 56) * scale3 * *(Vector256<float>*)(w + 8);
            }
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

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192, w += 16)
            {
                Vector256<float> g0x0 = *(Vector256<float>*)(dy + at) * *(Vector256<float>*)w;
                Vector256<float> g0x1 = *(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8);
                Vector256<float> g1x0 = *(Vector256<float>*)(dy + at + 16) * *(Vector256<float>*)w;
                Vector256<float> g1x1 = *(Vector256<float>*)(dy + at + 24) * *(Vector256<float>*)(w + 8);
                Vector256<float> g2x0 = *(Vector256<float>*)(dy + at + 32) * *(Vector256<float>*)w;
                Vector256<float> g2x1 = *(Vector256<float>*)(dy + at + 40) * *(Vector256<float>*)(w + 8);
                Vector256<float> g3x0 = *(Vector256<float>*)(dy + at + 48) * *(Vector256<float>*)w;
                Vector256<float> g3x1 = *(Vector256<float>*)(dy + at + 56) * *(Vector256<float>*)(w + 8);
                product0x0 = Vector256.FusedMultiplyAdd(g0x0, *(Vector256<float>*)(x + at), product0x0);
                product0x1 = Vector256.FusedMultiplyAdd(g0x1, *(Vector256<float>*)(x + at + 8), product0x1);
                product1x0 = Vector256.FusedMultiplyAdd(g1x0, *(Vector256<float>*)(x + at + 16), product1x0);
                product1x1 = Vector256.FusedMultiplyAdd(g1x1, *(Vector256<float>*)(x + at + 24), product1x1);
                product2x0 = Vector256.FusedMultiplyAdd(g2x0, *(Vector256<float>*)(x + at + 32), product2x0);
                product2x1 = Vector256.FusedMultiplyAdd(g2x1, *(Vector256<float>*)(x + at + 40), product2x1);
                product3x0 = Vector256.FusedMultiplyAdd(g3x0, *(Vector256<float>*)(x + at + 48), product3x0);
                product3x1 = Vector256.FusedMultiplyAdd(g3x1, *(Vector256<float>*)(x + at + 56), product3x1);
            }

            Vector256<float> meanProduct0 = Vector256.Create(Vector256.Sum(product0x0 + product0x1) / 8f) * scale0 * scale0;
            Vector256<float> meanProduct1 = Vector256.Create(Vector256.Sum(product1x0 + product1x1) / 8f) * scale1 * scale1;
            Vector256<float> meanProduct2 = Vector256.Create(Vector256.Sum(product2x0 + product2x1) / 8f) * scale2 * scale2;
            Vector256<float> meanProduct3 = Vector256.Create(Vector256.Sum(product3x0 + product3x1) / 8f) * scale3 * scale3;

            w = weight;

            // One panel of 8 columns.
            {
                const nint at = 0;
                Vector256<float> g0x0 = *(Vector256<float>*)(dy + at) * *(Vector256<float>*)w;
                Vector256<float> g0x1 = *(Vector256<float>*)(dy + at + 8) * *(Vector256<float>*)(w + 8);
                Vector256<float> g1x0 = *(Vector256<float>*)(dy + at + 16) * *(Vector256<float>*)w;
                Vector256<float> g1x1 = *(Vector256<float>*)(dy + at + 24) * *(Vector256<float>*)(w + 8);
                Vector256<float> g2x0 = *(Vector256<float>*)(dy + at + 32) * *(Vector256<float>*)w;
                Vector256<float> g2x1 = *(Vector256<float>*)(dy + at + 40) * *(Vector256<float>*)(w + 8);
                Vector256<float> g3x0 = *(Vector256<float>*)(dy + at + 48) * *(Vector256<float>*)w;
                Vector256<float> g3x1 = *(Vector256<float>*)(dy + at + 56) * *(Vector256<float>*)(w + 8);
                Vector256<float> d0x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at), meanProduct0, g0x0) * scale0;
                Vector256<float> d0x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 8), meanProduct0, g0x1) * scale0;
                Vector256<float> d1x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 16), meanProduct1, g1x0) * scale1;
                Vector256<float> d1x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 24), meanProduct1, g1x1) * scale1;
                Vector256<float> d2x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 32), meanProduct2, g2x0) * scale2;
                Vector256<float> d2x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 40), meanProduct2, g2x1) * scale2;
                Vector256<float> d3x0 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 48), meanProduct3, g3x0) * scale3;
                Vector256<float> d3x1 = Vector256.FusedMultiplyAdd(-*(Vector256<float>*)(x + at + 56), meanProduct3, g3x1) * scale3;
                *(Vector256<float>*)(dx + at) = d0x0;
                *(Vector256<float>*)(dx + at + 8) = Vector256<float>.Zero;
                *(Vector256<float>*)(dx + at + 16) = d1x0;
                *(Vector256<float>*)(dx + at + 24) = Vector256<float>.Zero;
                *(Vector256<float>*)(dx + at + 32) = d2x0;
                *(Vector256<float>*)(dx + at + 40) = Vector256<float>.Zero;
                *(Vector256<float>*)(dx + at + 48) = d3x0;
                *(Vector256<float>*)(dx + at + 56) = Vector256<float>.Zero;
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
