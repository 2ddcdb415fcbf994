/// <summary>
/// output = input * inverseDeviation * weight over the 1024 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 1024 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm1024StatisticsRows4116(
    float* input, float* weight, float* output, float* inverseDeviation, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = &input[row * 16];
            float* y = &output[row * 16];

            // The mean of squares; padding is zero and adds nothing.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;
            Vector256<float> squares1x0 = Vector256<float>.Zero;
            Vector256<float> squares1x1 = Vector256<float>.Zero;
            Vector256<float> squares2x0 = Vector256<float>.Zero;
            Vector256<float> squares2x1 = Vector256<float>.Zero;
            Vector256<float> squares3x0 = Vector256<float>.Zero;
            Vector256<float> squares3x1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 65_856)
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                squares0x0 = Vector256.FusedMultiplyAdd(xRows[0], xRows[0], squares0x0);
                squares0x1 = Vector256.FusedMultiplyAdd(xRows[1], xRows[1], squares0x1);
                squares1x0 = Vector256.FusedMultiplyAdd(xRows[2], xRows[2], squares1x0);
                squares1x1 = Vector256.FusedMultiplyAdd(xRows[3], xRows[3], squares1x1);
                squares2x0 = Vector256.FusedMultiplyAdd(xRows[4], xRows[4], squares2x0);
                squares2x1 = Vector256.FusedMultiplyAdd(xRows[5], xRows[5], squares2x1);
                squares3x0 = Vector256.FusedMultiplyAdd(xRows[6], xRows[6], squares3x0);
                squares3x1 = Vector256.FusedMultiplyAdd(xRows[7], xRows[7], squares3x1);
            }

            float inverse0 = (float)(1 / Math.Sqrt((WideSum(squares0x0) + WideSum(squares0x1)) / 1024 + 1E-05f));
            float inverse1 = (float)(1 / Math.Sqrt((WideSum(squares1x0) + WideSum(squares1x1)) / 1024 + 1E-05f));
            float inverse2 = (float)(1 / Math.Sqrt((WideSum(squares2x0) + WideSum(squares2x1)) / 1024 + 1E-05f));
            float inverse3 = (float)(1 / Math.Sqrt((WideSum(squares3x0) + WideSum(squares3x1)) / 1024 + 1E-05f));
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);
            Vector256<float> scale2 = Broadcast(inverse2);
            Vector256<float> scale3 = Broadcast(inverse3);
            inverseDeviation[row] = inverse0;
            inverseDeviation[row + 1] = inverse1;
            inverseDeviation[row + 2] = inverse2;
            inverseDeviation[row + 3] = inverse3;

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 65_856, w = &w[16])
            {
                // The next rows. The result goes past the caches, which would have lost it when it is read.
                Prefetch(&x[at + 64]);
                Prefetch(&x[at + 80]);
                Prefetch(&x[at + 96]);
                Prefetch(&x[at + 112]);
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256.StoreAlignedNonTemporal(xRows[0] * scale0 * wRow[0], &y[at]);
                Vector256.StoreAlignedNonTemporal(xRows[1] * scale0 * wRow[1], &y[at + 8]);
                Vector256.StoreAlignedNonTemporal(xRows[2] * scale1 * wRow[0], &y[at + 16]);
                Vector256.StoreAlignedNonTemporal(xRows[3] * scale1 * wRow[1], &y[at + 24]);
                Vector256.StoreAlignedNonTemporal(xRows[4] * scale2 * wRow[0], &y[at + 32]);
                Vector256.StoreAlignedNonTemporal(xRows[5] * scale2 * wRow[1], &y[at + 40]);
                Vector256.StoreAlignedNonTemporal(xRows[6] * scale3 * wRow[0], &y[at + 48]);
                Vector256.StoreAlignedNonTemporal(xRows[7] * scale3 * wRow[1], &y[at + 56]);
            }
        }

        Sse.StoreFence();
    }
}
