/// <summary>
/// output[16 x panels] = scales * input[16] x weights[16, 16 x panels] + bias + residual from a panel on; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct16BiasResidualInt8(
    float* input, float* weights, float* bias, float* residual, float* output, nint panel, nint panels)
{
    unchecked
    {
        weights = &weights[panel * 80];

        for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16, weights = &weights[80])
        {
            sbyte* stored = (sbyte*)&weights[16];
            Vector512<float> sum0x0 = Vector512<float>.Zero;
            Vector512<float> sum1x0 = Vector512<float>.Zero;
            Vector512<float> sum2x0 = Vector512<float>.Zero;
            Vector512<float> sum3x0 = Vector512<float>.Zero;

            for (nint k = 0; k < 16; k += 4, stored = &stored[64])
            {
                // Out of the order of memory: a cache that has only some of the lines waits less.
                Vector512<float> element0 = Broadcast(input[k]);
                sum0x0 = Vector512.FusedMultiplyAdd(element0, FromInt8(stored), sum0x0);
                Vector512<float> element3 = Broadcast(input[k + 3]);
                sum3x0 = Vector512.FusedMultiplyAdd(element3, FromInt8(&stored[48]), sum3x0);
                Vector512<float> element2 = Broadcast(input[k + 2]);
                sum2x0 = Vector512.FusedMultiplyAdd(element2, FromInt8(&stored[32]), sum2x0);
                Vector512<float> element1 = Broadcast(input[k + 1]);
                sum1x0 = Vector512.FusedMultiplyAdd(element1, FromInt8(&stored[16]), sum1x0);
            }

            Vector512<float>* scalesRow = (Vector512<float>*)weights;
            Vector512<float>* biasRow = (Vector512<float>*)&bias[at];
            Vector512<float>* residualRow = (Vector512<float>*)&residual[at];
            Vector512<float>* outputRow = (Vector512<float>*)&output[at];
            Vector512<float> sum0 = scalesRow[0] * ((sum0x0 + sum1x0) + (sum2x0 + sum3x0)) + biasRow[0];
            outputRow[0] = sum0 + residualRow[0];
        }
    }
}
