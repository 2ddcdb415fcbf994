/// <summary>
/// output[16 x panels] = max(0, scales * input[1024] x weights[1024, 16 x panels] + bias) from a panel on; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct1024BiasReluInt8FromMemory(
    float* input, float* weights, float* bias, float* output, nint panel, nint panels)
{
    unchecked
    {
        weights += panel * 4112;

        for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16, weights += 4112)
        {
            sbyte* stored = (sbyte*)(weights + 16);
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> sum2x0 = Vector256<float>.Zero;
            Vector256<float> sum2x1 = Vector256<float>.Zero;
            Vector256<float> sum3x0 = Vector256<float>.Zero;
            Vector256<float> sum3x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 1024;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch((float*)(stored + 16_384));

                for (nint stop = k + 256; k < stop; k += 4, stored += 64)
                {
                    Vector256<float> element0 = Vector256.Create(input[k]);
                    sum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(stored), sum0x0);
                    sum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(stored + 8), sum0x1);
                    Vector256<float> element1 = Vector256.Create(input[k + 1]);
                    sum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(stored + 16), sum1x0);
                    sum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(stored + 24), sum1x1);
                    Vector256<float> element2 = Vector256.Create(input[k + 2]);
                    sum2x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(stored + 32), sum2x0);
                    sum2x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(stored + 40), sum2x1);
                    Vector256<float> element3 = Vector256.Create(input[k + 3]);
                    sum3x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(stored + 48), sum3x0);
                    sum3x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(stored + 56), sum3x1);
                }
            }

            Vector256<float> sum0 = *(Vector256<float>*)weights * ((sum0x0 + sum1x0) + (sum2x0 + sum3x0)) + *(Vector256<float>*)(bias + at);
            Vector256<float> sum1 = *(Vector256<float>*)(weights + 8) * ((sum0x1 + sum1x1) + (sum2x1 + sum3x1)) + *(Vector256<float>*)(bias + at + 8);
            *(Vector256<float>*)(output + at) = Vector256.MaxNative(Vector256<float>.Zero, sum0);
            *(Vector256<float>*)(output + at + 8) = Vector256.MaxNative(Vector256<float>.Zero, sum1);
        }
    }
}

/// <summary>
/// output[16 x panels] = scales * input[2064] x weights[2064, 16 x panels] + bias + residual from a panel on; 4 sums run side by
/// side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct2064BiasResidualInt8FromMemory(
    float* input, float* weights, float* bias, float* residual, float* output, nint panel, nint panels)
{
    unchecked
    {
        weights += panel * 8272;

        for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16, weights += 8272)
        {
            sbyte* stored = (sbyte*)(weights + 16);
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> sum2x0 = Vector256<float>.Zero;
            Vector256<float> sum2x1 = Vector256<float>.Zero;
            Vector256<float> sum3x0 = Vector256<float>.Zero;
            Vector256<float> sum3x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 2064;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch((float*)(stored + 16_384));

                for (nint stop = Math.Min(k + 256, 2064); k < stop; k += 4, stored += 64)
                {
                    // Used twice in a panel, the input stays in the first level cache while weights pass through it.
                    Touch(input + (k < 1032 ? k + 1032 : k - 1032));

                    Vector256<float> element0 = Vector256.Create(input[k]);
                    sum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(stored), sum0x0);
                    sum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(stored + 8), sum0x1);
                    Vector256<float> element1 = Vector256.Create(input[k + 1]);
                    sum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(stored + 16), sum1x0);
                    sum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(stored + 24), sum1x1);
                    Vector256<float> element2 = Vector256.Create(input[k + 2]);
                    sum2x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(stored + 32), sum2x0);
                    sum2x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(stored + 40), sum2x1);
                    Vector256<float> element3 = Vector256.Create(input[k + 3]);
                    sum3x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(stored + 48), sum3x0);
                    sum3x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(stored + 56), sum3x1);
                }
            }

            Vector256<float> sum0 = *(Vector256<float>*)weights * ((sum0x0 + sum1x0) + (sum2x0 + sum3x0)) + *(Vector256<float>*)(bias + at);
            Vector256<float> sum1 = *(Vector256<float>*)(weights + 8) * ((sum0x1 + sum1x1) + (sum2x1 + sum3x1)) + *(Vector256<float>*)(bias + at + 8);
            *(Vector256<float>*)(output + at) = sum0 + *(Vector256<float>*)(residual + at);
            *(Vector256<float>*)(output + at + 8) = sum1 + *(Vector256<float>*)(residual + at + 8);
        }
    }
}
