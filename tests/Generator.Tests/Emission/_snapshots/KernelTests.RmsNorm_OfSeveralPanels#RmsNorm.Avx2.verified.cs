/// <summary>
/// output = input * inverseDeviation * weight over the 40 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 40 + 1E-05f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm40Rows12(float* input, float* weight, float* output, nint row, nint rows)
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

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192)
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

            float inverse0 = (float)(1 / Math.Sqrt((WideSum(squares0x0) + WideSum(squares0x1)) / 40 + 1E-05f));
            float inverse1 = (float)(1 / Math.Sqrt((WideSum(squares1x0) + WideSum(squares1x1)) / 40 + 1E-05f));
            float inverse2 = (float)(1 / Math.Sqrt((WideSum(squares2x0) + WideSum(squares2x1)) / 40 + 1E-05f));
            float inverse3 = (float)(1 / Math.Sqrt((WideSum(squares3x0) + WideSum(squares3x1)) / 40 + 1E-05f));
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);
            Vector256<float> scale2 = Broadcast(inverse2);
            Vector256<float> scale3 = Broadcast(inverse3);

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192, w = &w[16])
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* yRows = (Vector256<float>*)&y[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                yRows[0] = xRows[0] * scale0 * wRow[0];
                yRows[1] = xRows[1] * scale0 * wRow[1];
                yRows[2] = xRows[2] * scale1 * wRow[0];
                yRows[3] = xRows[3] * scale1 * wRow[1];
                yRows[4] = xRows[4] * scale2 * wRow[0];
                yRows[5] = xRows[5] * scale2 * wRow[1];
                yRows[6] = xRows[6] * scale3 * wRow[0];
                yRows[7] = xRows[7] * scale3 * wRow[1];
            }
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - n * sum(g * n) / 40) over the 40 columns of each row,
/// g = outputGradient * weight, n = input * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormGradient40Rows12(
    float* outputGradient, float* input, float* inverseDeviation, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = &input[row * 16];
            float* dy = &outputGradient[row * 16];
            float* dx = &result[row * 16];
            float inverse0 = inverseDeviation[row];
            float inverse1 = inverseDeviation[row + 1];
            float inverse2 = inverseDeviation[row + 2];
            float inverse3 = inverseDeviation[row + 3];
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);
            Vector256<float> scale2 = Broadcast(inverse2);
            Vector256<float> scale3 = Broadcast(inverse3);

            // The input in units that keep products in a float's range, and round nothing.
            Vector256<float> unit0 = Broadcast(PowerNear(inverse0));
            Vector256<float> unit1 = Broadcast(PowerNear(inverse1));
            Vector256<float> unit2 = Broadcast(PowerNear(inverse2));
            Vector256<float> unit3 = Broadcast(PowerNear(inverse3));

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

            for (nint panel = 0, at = 0; panel < 3; panel++, at += 192, w = &w[16])
            {
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> g0x0 = dyRows[0] * wRow[0];
                Vector256<float> g0x1 = dyRows[1] * wRow[1];
                Vector256<float> g1x0 = dyRows[2] * wRow[0];
                Vector256<float> g1x1 = dyRows[3] * wRow[1];
                Vector256<float> g2x0 = dyRows[4] * wRow[0];
                Vector256<float> g2x1 = dyRows[5] * wRow[1];
                Vector256<float> g3x0 = dyRows[6] * wRow[0];
                Vector256<float> g3x1 = dyRows[7] * wRow[1];
                product0x0 = Vector256.FusedMultiplyAdd(g0x0, xRows[0] * unit0, product0x0);
                product0x1 = Vector256.FusedMultiplyAdd(g0x1, xRows[1] * unit0, product0x1);
                product1x0 = Vector256.FusedMultiplyAdd(g1x0, xRows[2] * unit1, product1x0);
                product1x1 = Vector256.FusedMultiplyAdd(g1x1, xRows[3] * unit1, product1x1);
                product2x0 = Vector256.FusedMultiplyAdd(g2x0, xRows[4] * unit2, product2x0);
                product2x1 = Vector256.FusedMultiplyAdd(g2x1, xRows[5] * unit2, product2x1);
                product3x0 = Vector256.FusedMultiplyAdd(g3x0, xRows[6] * unit3, product3x0);
                product3x1 = Vector256.FusedMultiplyAdd(g3x1, xRows[7] * unit3, product3x1);
            }

            Vector256<float> meanProduct0 = Broadcast((float)((WideSum(product0x0) + WideSum(product0x1)) / 40 * PowerRest(inverse0)));
            Vector256<float> meanProduct1 = Broadcast((float)((WideSum(product1x0) + WideSum(product1x1)) / 40 * PowerRest(inverse1)));
            Vector256<float> meanProduct2 = Broadcast((float)((WideSum(product2x0) + WideSum(product2x1)) / 40 * PowerRest(inverse2)));
            Vector256<float> meanProduct3 = Broadcast((float)((WideSum(product3x0) + WideSum(product3x1)) / 40 * PowerRest(inverse3)));

            w = weight;

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192)
            {
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dxRows = (Vector256<float>*)&dx[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> difference0x0 = Vector256.FusedMultiplyAdd(-(xRows[0] * unit0), meanProduct0, dyRows[0] * wRow[0]);
                Vector256<float> difference0x1 = Vector256.FusedMultiplyAdd(-(xRows[1] * unit0), meanProduct0, dyRows[1] * wRow[1]);
                Vector256<float> difference1x0 = Vector256.FusedMultiplyAdd(-(xRows[2] * unit1), meanProduct1, dyRows[2] * wRow[0]);
                Vector256<float> difference1x1 = Vector256.FusedMultiplyAdd(-(xRows[3] * unit1), meanProduct1, dyRows[3] * wRow[1]);
                Vector256<float> difference2x0 = Vector256.FusedMultiplyAdd(-(xRows[4] * unit2), meanProduct2, dyRows[4] * wRow[0]);
                Vector256<float> difference2x1 = Vector256.FusedMultiplyAdd(-(xRows[5] * unit2), meanProduct2, dyRows[5] * wRow[1]);
                Vector256<float> difference3x0 = Vector256.FusedMultiplyAdd(-(xRows[6] * unit3), meanProduct3, dyRows[6] * wRow[0]);
                Vector256<float> difference3x1 = Vector256.FusedMultiplyAdd(-(xRows[7] * unit3), meanProduct3, dyRows[7] * wRow[1]);
                dxRows[0] = difference0x0 * scale0;
                dxRows[1] = difference0x1 * scale0;
                dxRows[2] = difference1x0 * scale1;
                dxRows[3] = difference1x1 * scale1;
                dxRows[4] = difference2x0 * scale2;
                dxRows[5] = difference2x1 * scale2;
                dxRows[6] = difference3x0 * scale3;
                dxRows[7] = difference3x1 * scale3;
                w = &w[16];
            }

            // The last panel has 8 columns.
            {
                const nint at = 2 * 192;
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* dxRows = (Vector256<float>*)&dx[at];
                Vector256<float>* wRow = (Vector256<float>*)w;
                Vector256<float> difference0x0 = Vector256.FusedMultiplyAdd(-(xRows[0] * unit0), meanProduct0, dyRows[0] * wRow[0]);
                Vector256<float> difference0x1 = Vector256.FusedMultiplyAdd(-(xRows[1] * unit0), meanProduct0, dyRows[1] * wRow[1]);
                Vector256<float> difference1x0 = Vector256.FusedMultiplyAdd(-(xRows[2] * unit1), meanProduct1, dyRows[2] * wRow[0]);
                Vector256<float> difference1x1 = Vector256.FusedMultiplyAdd(-(xRows[3] * unit1), meanProduct1, dyRows[3] * wRow[1]);
                Vector256<float> difference2x0 = Vector256.FusedMultiplyAdd(-(xRows[4] * unit2), meanProduct2, dyRows[4] * wRow[0]);
                Vector256<float> difference2x1 = Vector256.FusedMultiplyAdd(-(xRows[5] * unit2), meanProduct2, dyRows[5] * wRow[1]);
                Vector256<float> difference3x0 = Vector256.FusedMultiplyAdd(-(xRows[6] * unit3), meanProduct3, dyRows[6] * wRow[0]);
                Vector256<float> difference3x1 = Vector256.FusedMultiplyAdd(-(xRows[7] * unit3), meanProduct3, dyRows[7] * wRow[1]);
                dxRows[0] = difference0x0 * scale0;
                dxRows[1] = Vector256<float>.Zero;
                dxRows[2] = difference1x0 * scale1;
                dxRows[3] = Vector256<float>.Zero;
                dxRows[4] = difference2x0 * scale2;
                dxRows[5] = Vector256<float>.Zero;
                dxRows[6] = difference3x0 * scale3;
                dxRows[7] = Vector256<float>.Zero;
                w = &w[16];
            }
        }
    }
}
