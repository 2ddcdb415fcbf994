/// <summary>
/// output[16 x panels] = input[512] x weights[512, 16 x panels] + bias + residual from a panel on; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct512BiasResidual(
    float* input, float* weights, float* bias, float* residual, float* output, nint panel, nint panels)
{
    unchecked
    {
        weights = &weights[panel * 8192];

        for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16)
        {
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;
            Vector256<float> sum2x0 = Vector256<float>.Zero;
            Vector256<float> sum2x1 = Vector256<float>.Zero;
            Vector256<float> sum3x0 = Vector256<float>.Zero;
            Vector256<float> sum3x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 512; k += 4, weights = &weights[64])
            {
                // Used twice in a panel, the input stays in the first level cache while weights pass through it.
                Touch(input + (k < 256 ? k + 256 : k - 256));

                Vector256<float> elements = Avx.BroadcastVector128ToVector256(&input[k]);
                Vector256<float>* weightsRows = (Vector256<float>*)weights;
                // Out of the order of memory: a cache that has only some of the lines waits less.
                Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                sum0x0 = Vector256.FusedMultiplyAdd(element0, weightsRows[0], sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(element0, weightsRows[1], sum0x1);
                Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                sum3x0 = Vector256.FusedMultiplyAdd(element3, weightsRows[6], sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(element3, weightsRows[7], sum3x1);
                Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                sum2x0 = Vector256.FusedMultiplyAdd(element2, weightsRows[4], sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(element2, weightsRows[5], sum2x1);
                Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                sum1x0 = Vector256.FusedMultiplyAdd(element1, weightsRows[2], sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(element1, weightsRows[3], sum1x1);
            }

            Vector256<float>* biasRow = (Vector256<float>*)&bias[at];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float> sum0 = (sum0x0 + sum1x0) + (sum2x0 + sum3x0) + biasRow[0];
            Vector256<float> sum1 = (sum0x1 + sum1x1) + (sum2x1 + sum3x1) + biasRow[1];
            outputRow[0] = sum0 + residualRow[0];
            outputRow[1] = sum1 + residualRow[1];
        }
    }
}
