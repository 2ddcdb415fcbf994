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
            Vector512<float> sum0x0 = Vector512<float>.Zero;
            Vector512<float> sum1x0 = Vector512<float>.Zero;
            Vector512<float> sum2x0 = Vector512<float>.Zero;
            Vector512<float> sum3x0 = Vector512<float>.Zero;

            for (nint k = 0; k < 512; k += 4, weights = &weights[64])
            {
                // Used twice in a panel, the input stays in the first level cache while weights pass through it.
                Touch(input + (k < 256 ? k + 256 : k - 256));

                Vector512<float>* weightsRows = (Vector512<float>*)weights;
                // Out of the order of memory: a cache that has only some of the lines waits less.
                Vector512<float> element0 = Broadcast(input[k]);
                sum0x0 = Vector512.FusedMultiplyAdd(element0, weightsRows[0], sum0x0);
                Vector512<float> element3 = Broadcast(input[k + 3]);
                sum3x0 = Vector512.FusedMultiplyAdd(element3, weightsRows[3], sum3x0);
                Vector512<float> element2 = Broadcast(input[k + 2]);
                sum2x0 = Vector512.FusedMultiplyAdd(element2, weightsRows[2], sum2x0);
                Vector512<float> element1 = Broadcast(input[k + 1]);
                sum1x0 = Vector512.FusedMultiplyAdd(element1, weightsRows[1], sum1x0);
            }

            Vector512<float>* biasRow = (Vector512<float>*)&bias[at];
            Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
            Vector512<float>* outputRow = (Vector512<float>*)&output[at];
            Vector512<float> sum0 = (sum0x0 + sum1x0) + (sum2x0 + sum3x0) + biasRow[0];
            outputRow[0] = sum0 + residualRow[0];
        }
    }
}
