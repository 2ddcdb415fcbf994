/// <summary>
/// output = (input - mean) * inverseDeviation * weight + bias over the 40 columns of each row,
/// mean = sum(input) / 40, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / 40 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNorm40Rows12(float* input, float* weight, float* bias, float* output, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = &input[row * 16];
            float* y = &output[row * 16];

            // The mean; padding is zero and adds nothing.
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> sum2x0 = Vector256<float>.Zero;
            Vector256<float> sum2x1 = Vector256<float>.Zero;
            Vector256<float> sum3x0 = Vector256<float>.Zero;
            Vector256<float> sum3x1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192)
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                sum0x0 += xRows[0];
                sum0x1 += xRows[1];
                sum1x0 += xRows[2];
                sum1x1 += xRows[3];
                sum2x0 += xRows[4];
                sum2x1 += xRows[5];
                sum3x0 += xRows[6];
                sum3x1 += xRows[7];
            }

            float mean0 = (float)((WideSum(sum0x0) + WideSum(sum0x1)) / 40);
            float mean1 = (float)((WideSum(sum1x0) + WideSum(sum1x1)) / 40);
            float mean2 = (float)((WideSum(sum2x0) + WideSum(sum2x1)) / 40);
            float mean3 = (float)((WideSum(sum3x0) + WideSum(sum3x1)) / 40);
            Vector256<float> center0 = Broadcast(mean0);
            Vector256<float> center1 = Broadcast(mean1);
            Vector256<float> center2 = Broadcast(mean2);
            Vector256<float> center3 = Broadcast(mean3);

            // The variance around it, in a second reading: no cancellation.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;
            Vector256<float> squares1x0 = Vector256<float>.Zero;
            Vector256<float> squares1x1 = Vector256<float>.Zero;
            Vector256<float> squares2x0 = Vector256<float>.Zero;
            Vector256<float> squares2x1 = Vector256<float>.Zero;
            Vector256<float> squares3x0 = Vector256<float>.Zero;
            Vector256<float> squares3x1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192)
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float> difference0x0 = xRows[0] - center0;
                Vector256<float> difference0x1 = xRows[1] - center0;
                Vector256<float> difference1x0 = xRows[2] - center1;
                Vector256<float> difference1x1 = xRows[3] - center1;
                Vector256<float> difference2x0 = xRows[4] - center2;
                Vector256<float> difference2x1 = xRows[5] - center2;
                Vector256<float> difference3x0 = xRows[6] - center3;
                Vector256<float> difference3x1 = xRows[7] - center3;
                squares0x0 = Vector256.FusedMultiplyAdd(difference0x0, difference0x0, squares0x0);
                squares0x1 = Vector256.FusedMultiplyAdd(difference0x1, difference0x1, squares0x1);
                squares1x0 = Vector256.FusedMultiplyAdd(difference1x0, difference1x0, squares1x0);
                squares1x1 = Vector256.FusedMultiplyAdd(difference1x1, difference1x1, squares1x1);
                squares2x0 = Vector256.FusedMultiplyAdd(difference2x0, difference2x0, squares2x0);
                squares2x1 = Vector256.FusedMultiplyAdd(difference2x1, difference2x1, squares2x1);
                squares3x0 = Vector256.FusedMultiplyAdd(difference3x0, difference3x0, squares3x0);
                squares3x1 = Vector256.FusedMultiplyAdd(difference3x1, difference3x1, squares3x1);
            }

            // The last panel has 8 columns.
            {
                const nint at = 2 * 192;
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float> difference0x0 = xRows[0] - center0;
                Vector256<float> difference0x1 = Vector256<float>.Zero;
                Vector256<float> difference1x0 = xRows[2] - center1;
                Vector256<float> difference1x1 = Vector256<float>.Zero;
                Vector256<float> difference2x0 = xRows[4] - center2;
                Vector256<float> difference2x1 = Vector256<float>.Zero;
                Vector256<float> difference3x0 = xRows[6] - center3;
                Vector256<float> difference3x1 = Vector256<float>.Zero;
                squares0x0 = Vector256.FusedMultiplyAdd(difference0x0, difference0x0, squares0x0);
                squares0x1 = Vector256.FusedMultiplyAdd(difference0x1, difference0x1, squares0x1);
                squares1x0 = Vector256.FusedMultiplyAdd(difference1x0, difference1x0, squares1x0);
                squares1x1 = Vector256.FusedMultiplyAdd(difference1x1, difference1x1, squares1x1);
                squares2x0 = Vector256.FusedMultiplyAdd(difference2x0, difference2x0, squares2x0);
                squares2x1 = Vector256.FusedMultiplyAdd(difference2x1, difference2x1, squares2x1);
                squares3x0 = Vector256.FusedMultiplyAdd(difference3x0, difference3x0, squares3x0);
                squares3x1 = Vector256.FusedMultiplyAdd(difference3x1, difference3x1, squares3x1);
            }

            float inverse0 = (float)(1 / Math.Sqrt((WideSum(squares0x0) + WideSum(squares0x1)) / 40 + 1E-05f));
            float inverse1 = (float)(1 / Math.Sqrt((WideSum(squares1x0) + WideSum(squares1x1)) / 40 + 1E-05f));
            float inverse2 = (float)(1 / Math.Sqrt((WideSum(squares2x0) + WideSum(squares2x1)) / 40 + 1E-05f));
            float inverse3 = (float)(1 / Math.Sqrt((WideSum(squares3x0) + WideSum(squares3x1)) / 40 + 1E-05f));
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);
            Vector256<float> scale2 = Broadcast(inverse2);
            Vector256<float> scale3 = Broadcast(inverse3);

            // Weight and bias are zero in the padding, so the result is too.
            float* w = weight;
            float* b = bias;

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192, w = &w[16], b = &b[16])
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* yRows = (Vector256<float>*)&y[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float>* bRow = (Vector256<float>*)b;
                yRows[0] = Vector256.FusedMultiplyAdd((xRows[0] - center0) * scale0, wRow[0], bRow[0]);
                yRows[1] = Vector256.FusedMultiplyAdd((xRows[1] - center0) * scale0, wRow[1], bRow[1]);
                yRows[2] = Vector256.FusedMultiplyAdd((xRows[2] - center1) * scale1, wRow[0], bRow[0]);
                yRows[3] = Vector256.FusedMultiplyAdd((xRows[3] - center1) * scale1, wRow[1], bRow[1]);
                yRows[4] = Vector256.FusedMultiplyAdd((xRows[4] - center2) * scale2, wRow[0], bRow[0]);
                yRows[5] = Vector256.FusedMultiplyAdd((xRows[5] - center2) * scale2, wRow[1], bRow[1]);
                yRows[6] = Vector256.FusedMultiplyAdd((xRows[6] - center3) * scale3, wRow[0], bRow[0]);
                yRows[7] = Vector256.FusedMultiplyAdd((xRows[7] - center3) * scale3, wRow[1], bRow[1]);
            }
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - sum(g) / 40 - n * sum(g * n) / 40) over the 40 columns of each row,
/// g = outputGradient * weight, n = (input - mean) * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormGradient40Rows12(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        // 2 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 2)
        {
            float* x = &input[row * 16];
            float* dy = &outputGradient[row * 16];
            float* dx = &result[row * 16];
            Vector256<float> center0 = Broadcast(mean[row]);
            Vector256<float> center1 = Broadcast(mean[row + 1]);
            float inverse0 = inverseDeviation[row];
            float inverse1 = inverseDeviation[row + 1];
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);

            // The input in units that keep products in a float's range, and round nothing.
            Vector256<float> unit0 = Broadcast(PowerNear(inverse0));
            Vector256<float> unit1 = Broadcast(PowerNear(inverse1));

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

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192, w = &w[16])
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> g0x0 = dyRows[0] * wRow[0];
                Vector256<float> g0x1 = dyRows[1] * wRow[1];
                Vector256<float> g1x0 = dyRows[2] * wRow[0];
                Vector256<float> g1x1 = dyRows[3] * wRow[1];
                sum0x0 += g0x0;
                sum0x1 += g0x1;
                sum1x0 += g1x0;
                sum1x1 += g1x1;
                product0x0 = Vector256.FusedMultiplyAdd(g0x0, (xRows[0] - center0) * unit0, product0x0);
                product0x1 = Vector256.FusedMultiplyAdd(g0x1, (xRows[1] - center0) * unit0, product0x1);
                product1x0 = Vector256.FusedMultiplyAdd(g1x0, (xRows[2] - center1) * unit1, product1x0);
                product1x1 = Vector256.FusedMultiplyAdd(g1x1, (xRows[3] - center1) * unit1, product1x1);
            }

            Vector256<float> meanGradient0 = Broadcast((float)((WideSum(sum0x0) + WideSum(sum0x1)) / 40));
            Vector256<float> meanGradient1 = Broadcast((float)((WideSum(sum1x0) + WideSum(sum1x1)) / 40));
            Vector256<float> meanProduct0 = Broadcast((float)((WideSum(product0x0) + WideSum(product0x1)) / 40 * PowerRest(inverse0)));
            Vector256<float> meanProduct1 = Broadcast((float)((WideSum(product1x0) + WideSum(product1x1)) / 40 * PowerRest(inverse1)));

            w = weight;

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192)
            {
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dxRows = (Vector256<float>*)&dx[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> difference0x0 = Vector256.FusedMultiplyAdd(
                    -((xRows[0] - center0) * unit0), meanProduct0, (dyRows[0] * wRow[0]) - meanGradient0);
                Vector256<float> difference0x1 = Vector256.FusedMultiplyAdd(
                    -((xRows[1] - center0) * unit0), meanProduct0, (dyRows[1] * wRow[1]) - meanGradient0);
                Vector256<float> difference1x0 = Vector256.FusedMultiplyAdd(
                    -((xRows[2] - center1) * unit1), meanProduct1, (dyRows[2] * wRow[0]) - meanGradient1);
                Vector256<float> difference1x1 = Vector256.FusedMultiplyAdd(
                    -((xRows[3] - center1) * unit1), meanProduct1, (dyRows[3] * wRow[1]) - meanGradient1);
                dxRows[0] = difference0x0 * scale0;
                dxRows[1] = difference0x1 * scale0;
                dxRows[2] = difference1x0 * scale1;
                dxRows[3] = difference1x1 * scale1;
                w = &w[16];
            }

            // The last panel has 8 columns.
            {
                const nint at = 2 * 192;
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dxRows = (Vector256<float>*)&dx[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> difference0x0 = Vector256.FusedMultiplyAdd(
                    -((xRows[0] - center0) * unit0), meanProduct0, (dyRows[0] * wRow[0]) - meanGradient0);
                Vector256<float> difference0x1 = Vector256.FusedMultiplyAdd(
                    -((xRows[1] - center0) * unit0), meanProduct0, (dyRows[1] * wRow[1]) - meanGradient0);
                Vector256<float> difference1x0 = Vector256.FusedMultiplyAdd(
                    -((xRows[2] - center1) * unit1), meanProduct1, (dyRows[2] * wRow[0]) - meanGradient1);
                Vector256<float> difference1x1 = Vector256.FusedMultiplyAdd(
                    -((xRows[3] - center1) * unit1), meanProduct1, (dyRows[3] * wRow[1]) - meanGradient1);
                dxRows[0] = difference0x0 * scale0;
                dxRows[1] = Vector256<float>.Zero;
                dxRows[2] = difference1x0 * scale1;
                dxRows[3] = Vector256<float>.Zero;
                w = &w[16];
            }
        }
    }
}
