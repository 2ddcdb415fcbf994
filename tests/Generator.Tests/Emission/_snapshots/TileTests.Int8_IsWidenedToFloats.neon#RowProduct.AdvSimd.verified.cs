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
            Vector128<float> sum0x0 = Vector128<float>.Zero;
            Vector128<float> sum0x1 = Vector128<float>.Zero;
            Vector128<float> sum0x2 = Vector128<float>.Zero;
            Vector128<float> sum0x3 = Vector128<float>.Zero;
            Vector128<float> sum1x0 = Vector128<float>.Zero;
            Vector128<float> sum1x1 = Vector128<float>.Zero;
            Vector128<float> sum1x2 = Vector128<float>.Zero;
            Vector128<float> sum1x3 = Vector128<float>.Zero;
            Vector128<float> sum2x0 = Vector128<float>.Zero;
            Vector128<float> sum2x1 = Vector128<float>.Zero;
            Vector128<float> sum2x2 = Vector128<float>.Zero;
            Vector128<float> sum2x3 = Vector128<float>.Zero;
            Vector128<float> sum3x0 = Vector128<float>.Zero;
            Vector128<float> sum3x1 = Vector128<float>.Zero;
            Vector128<float> sum3x2 = Vector128<float>.Zero;
            Vector128<float> sum3x3 = Vector128<float>.Zero;

            for (nint k = 0; k < 16; k += 4, stored = &stored[64])
            {
                // Out of the order of memory: a cache that has only some of the lines waits less.
                Vector128<float> element0 = Broadcast(input[k]);
                sum0x0 = Vector128.FusedMultiplyAdd(element0, FromInt8(stored), sum0x0);
                sum0x1 = Vector128.FusedMultiplyAdd(element0, FromInt8(&stored[4]), sum0x1);
                sum0x2 = Vector128.FusedMultiplyAdd(element0, FromInt8(&stored[8]), sum0x2);
                sum0x3 = Vector128.FusedMultiplyAdd(element0, FromInt8(&stored[12]), sum0x3);
                Vector128<float> element3 = Broadcast(input[k + 3]);
                sum3x0 = Vector128.FusedMultiplyAdd(element3, FromInt8(&stored[48]), sum3x0);
                sum3x1 = Vector128.FusedMultiplyAdd(element3, FromInt8(&stored[52]), sum3x1);
                sum3x2 = Vector128.FusedMultiplyAdd(element3, FromInt8(&stored[56]), sum3x2);
                sum3x3 = Vector128.FusedMultiplyAdd(element3, FromInt8(&stored[60]), sum3x3);
                Vector128<float> element2 = Broadcast(input[k + 2]);
                sum2x0 = Vector128.FusedMultiplyAdd(element2, FromInt8(&stored[32]), sum2x0);
                sum2x1 = Vector128.FusedMultiplyAdd(element2, FromInt8(&stored[36]), sum2x1);
                sum2x2 = Vector128.FusedMultiplyAdd(element2, FromInt8(&stored[40]), sum2x2);
                sum2x3 = Vector128.FusedMultiplyAdd(element2, FromInt8(&stored[44]), sum2x3);
                Vector128<float> element1 = Broadcast(input[k + 1]);
                sum1x0 = Vector128.FusedMultiplyAdd(element1, FromInt8(&stored[16]), sum1x0);
                sum1x1 = Vector128.FusedMultiplyAdd(element1, FromInt8(&stored[20]), sum1x1);
                sum1x2 = Vector128.FusedMultiplyAdd(element1, FromInt8(&stored[24]), sum1x2);
                sum1x3 = Vector128.FusedMultiplyAdd(element1, FromInt8(&stored[28]), sum1x3);
            }

            Vector128<float>* scalesRow = (Vector128<float>*)weights;
            Vector128<float>* biasRow = (Vector128<float>*)&bias[at];
            Vector128<float>* residualRow = (Vector128<float>*)&residual[at];
            Vector128<float>* outputRow = (Vector128<float>*)&output[at];
            Vector128<float> sum0 = scalesRow[0] * ((sum0x0 + sum1x0) + (sum2x0 + sum3x0)) + biasRow[0];
            Vector128<float> sum1 = scalesRow[1] * ((sum0x1 + sum1x1) + (sum2x1 + sum3x1)) + biasRow[1];
            Vector128<float> sum2 = scalesRow[2] * ((sum0x2 + sum1x2) + (sum2x2 + sum3x2)) + biasRow[2];
            Vector128<float> sum3 = scalesRow[3] * ((sum0x3 + sum1x3) + (sum2x3 + sum3x3)) + biasRow[3];
            outputRow[0] = sum0 + residualRow[0];
            outputRow[1] = sum1 + residualRow[1];
            outputRow[2] = sum2 + residualRow[2];
            outputRow[3] = sum3 + residualRow[3];
        }
    }
}
