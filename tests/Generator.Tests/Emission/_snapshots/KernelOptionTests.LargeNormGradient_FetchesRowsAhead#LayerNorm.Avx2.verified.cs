/// <summary>
/// result = inverseDeviation * (g - sum(g) / 1024 - n * sum(g * n) / 1024) + residual over the 1024 columns of each row,
/// g = outputGradient * weight, n = (input - mean) * inverseDeviation.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormGradient1024ResidualRows1032(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weight, float* residual, float* result, nint row,
    nint rows)
{
    unchecked
    {
        // 2 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 2)
        {
            float* x = &input[row * 16];
            float* dy = &outputGradient[row * 16];
            float* dx = &result[row * 16];
            float* r = &residual[row * 16];
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

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 16_512, w = &w[16])
            {
                // What will be written.
                Prefetch(&dx[at]);
                Prefetch(&dx[at + 16]);
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

            Vector256<float> meanGradient0 = Broadcast((float)((WideSum(sum0x0) + WideSum(sum0x1)) / 1024));
            Vector256<float> meanGradient1 = Broadcast((float)((WideSum(sum1x0) + WideSum(sum1x1)) / 1024));
            Vector256<float> meanProduct0 = Broadcast(
                (float)((WideSum(product0x0) + WideSum(product0x1)) / 1024 * PowerRest(inverse0)));
            Vector256<float> meanProduct1 = Broadcast(
                (float)((WideSum(product1x0) + WideSum(product1x1)) / 1024 * PowerRest(inverse1)));

            w = weight;

            for (nint panel = 0, at = 0; panel < 64; panel++, at += 16_512)
            {
                // The next rows.
                Prefetch(&dy[at + 32]);
                Prefetch(&dy[at + 48]);
                Prefetch(&x[at + 32]);
                Prefetch(&x[at + 48]);
                Prefetch(&r[at + 32]);
                Prefetch(&r[at + 48]);
                Vector256<float>* dyRows = (Vector256<float>*)&dy[at];
                Vector256<float>* xRows = (Vector256<float>*)&x[at];
                Vector256<float>* rRows = (Vector256<float>*)&r[at];
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
                dxRows[0] = Vector256.FusedMultiplyAdd(difference0x0, scale0, rRows[0]);
                dxRows[1] = Vector256.FusedMultiplyAdd(difference0x1, scale0, rRows[1]);
                dxRows[2] = Vector256.FusedMultiplyAdd(difference1x0, scale1, rRows[2]);
                dxRows[3] = Vector256.FusedMultiplyAdd(difference1x1, scale1, rRows[3]);
                w = &w[16];
            }
        }
    }
}
