/// <summary>
/// output[16 x panels] = max(0, input[1024] x weights[1024, 16 x panels] + bias) for some groups of four panels, a quarter of them
/// apart.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct1024BiasReluBFloat16FromMemory(
    float* input, float* weights, float* bias, float* output, nint group, nint groups, nint panels)
{
    unchecked
    {
        nint apart = panels / 4;

        for (nint end = group + groups; group < end; group++)
        {
            // The last group has the panels that are left over, the last of them again where they are less than four.
            nint panelA = group < apart ? group : 4 * apart;
            nint step = group < apart ? apart : 1;
            nint panelB = Math.Min(panelA + step, panels - 1);
            nint panelC = Math.Min(panelB + step, panels - 1);
            nint panelD = Math.Min(panelC + step, panels - 1);
            float* startA = &weights[panelA * 8192];
            ushort* weightsA = (ushort*)startA;
            float* startB = &weights[panelB * 8192];
            ushort* weightsB = (ushort*)startB;
            float* startC = &weights[panelC * 8192];
            ushort* weightsC = (ushort*)startC;
            float* startD = &weights[panelD * 8192];
            ushort* weightsD = (ushort*)startD;

            Vector256<float> sumA0x0 = Vector256<float>.Zero;
            Vector256<float> sumA0x1 = Vector256<float>.Zero;
            Vector256<float> sumB0x0 = Vector256<float>.Zero;
            Vector256<float> sumB0x1 = Vector256<float>.Zero;
            Vector256<float> sumC0x0 = Vector256<float>.Zero;
            Vector256<float> sumC0x1 = Vector256<float>.Zero;
            Vector256<float> sumD0x0 = Vector256<float>.Zero;
            Vector256<float> sumD0x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 1024;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch((float*)&weightsA[8192]);
                Prefetch((float*)&weightsB[8192]);
                Prefetch((float*)&weightsC[8192]);
                Prefetch((float*)&weightsD[8192]);

                for (nint stop = k + 128; k < stop;
                    k += 4, weightsA = &weightsA[64], weightsB = &weightsB[64], weightsC = &weightsC[64], weightsD = &weightsD[64])
                {
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Broadcast(input[k]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsA), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsA[8]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsB), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsB[8]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsC), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsC[8]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsD), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsD[8]), sumD0x1);
                    Vector256<float> element3 = Broadcast(input[k + 3]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsA[48]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsA[56]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsB[48]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsB[56]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsC[48]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsC[56]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsD[48]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsD[56]), sumD0x1);
                    Vector256<float> element2 = Broadcast(input[k + 2]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsA[32]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsA[40]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsB[32]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsB[40]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsC[32]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsC[40]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsD[32]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsD[40]), sumD0x1);
                    Vector256<float> element1 = Broadcast(input[k + 1]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsA[16]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsA[24]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsB[16]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsB[24]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsC[16]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsC[24]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsD[16]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsD[24]), sumD0x1);
                }
            }

            nint atA = panelA * 16;
            nint atB = panelB * 16;
            nint atC = panelC * 16;
            nint atD = panelD * 16;
            Vector256<float>* biasARow = (Vector256<float>*)&bias[atA];
            Vector256<float>* outputARow = (Vector256<float>*)&output[atA];
            Vector256<float> sumA0 = sumA0x0 + biasARow[0];
            Vector256<float> sumA1 = sumA0x1 + biasARow[1];
            Vector256<float>* biasBRow = (Vector256<float>*)&bias[atB];
            Vector256<float>* outputBRow = (Vector256<float>*)&output[atB];
            Vector256<float> sumB0 = sumB0x0 + biasBRow[0];
            Vector256<float> sumB1 = sumB0x1 + biasBRow[1];
            Vector256<float>* biasCRow = (Vector256<float>*)&bias[atC];
            Vector256<float>* outputCRow = (Vector256<float>*)&output[atC];
            Vector256<float> sumC0 = sumC0x0 + biasCRow[0];
            Vector256<float> sumC1 = sumC0x1 + biasCRow[1];
            Vector256<float>* biasDRow = (Vector256<float>*)&bias[atD];
            Vector256<float>* outputDRow = (Vector256<float>*)&output[atD];
            Vector256<float> sumD0 = sumD0x0 + biasDRow[0];
            Vector256<float> sumD1 = sumD0x1 + biasDRow[1];
            outputARow[0] = Vector256.MaxNative(Vector256<float>.Zero, sumA0);
            outputARow[1] = Vector256.MaxNative(Vector256<float>.Zero, sumA1);
            outputBRow[0] = Vector256.MaxNative(Vector256<float>.Zero, sumB0);
            outputBRow[1] = Vector256.MaxNative(Vector256<float>.Zero, sumB1);
            outputCRow[0] = Vector256.MaxNative(Vector256<float>.Zero, sumC0);
            outputCRow[1] = Vector256.MaxNative(Vector256<float>.Zero, sumC1);
            outputDRow[0] = Vector256.MaxNative(Vector256<float>.Zero, sumD0);
            outputDRow[1] = Vector256.MaxNative(Vector256<float>.Zero, sumD1);
        }
    }
}

/// <summary>
/// output[16 x panels] = input[2064] x weights[2064, 16 x panels] + bias + residual for some groups of four panels, a quarter of them
/// apart.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct2064BiasResidualBFloat16FromMemory(
    float* input, float* weights, float* bias, float* residual, float* output, nint group, nint groups, nint panels)
{
    unchecked
    {
        nint apart = panels / 4;

        for (nint end = group + groups; group < end; group++)
        {
            // The last group has the panels that are left over, the last of them again where they are less than four.
            nint panelA = group < apart ? group : 4 * apart;
            nint step = group < apart ? apart : 1;
            nint panelB = Math.Min(panelA + step, panels - 1);
            nint panelC = Math.Min(panelB + step, panels - 1);
            nint panelD = Math.Min(panelC + step, panels - 1);
            float* startA = &weights[panelA * 16_512];
            ushort* weightsA = (ushort*)startA;
            float* startB = &weights[panelB * 16_512];
            ushort* weightsB = (ushort*)startB;
            float* startC = &weights[panelC * 16_512];
            ushort* weightsC = (ushort*)startC;
            float* startD = &weights[panelD * 16_512];
            ushort* weightsD = (ushort*)startD;

            Vector256<float> sumA0x0 = Vector256<float>.Zero;
            Vector256<float> sumA0x1 = Vector256<float>.Zero;
            Vector256<float> sumB0x0 = Vector256<float>.Zero;
            Vector256<float> sumB0x1 = Vector256<float>.Zero;
            Vector256<float> sumC0x0 = Vector256<float>.Zero;
            Vector256<float> sumC0x1 = Vector256<float>.Zero;
            Vector256<float> sumD0x0 = Vector256<float>.Zero;
            Vector256<float> sumD0x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 2064;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch((float*)&weightsA[8192]);
                Prefetch((float*)&weightsB[8192]);
                Prefetch((float*)&weightsC[8192]);
                Prefetch((float*)&weightsD[8192]);

                for (nint stop = Math.Min(k + 128, 2064); k < stop;
                    k += 4, weightsA = &weightsA[64], weightsB = &weightsB[64], weightsC = &weightsC[64], weightsD = &weightsD[64])
                {
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Broadcast(input[k]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsA), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsA[8]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsB), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsB[8]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsC), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsC[8]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(weightsD), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, FromBFloat16(&weightsD[8]), sumD0x1);
                    Vector256<float> element3 = Broadcast(input[k + 3]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsA[48]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsA[56]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsB[48]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsB[56]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsC[48]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsC[56]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsD[48]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, FromBFloat16(&weightsD[56]), sumD0x1);
                    Vector256<float> element2 = Broadcast(input[k + 2]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsA[32]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsA[40]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsB[32]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsB[40]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsC[32]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsC[40]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsD[32]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, FromBFloat16(&weightsD[40]), sumD0x1);
                    Vector256<float> element1 = Broadcast(input[k + 1]);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsA[16]), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsA[24]), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsB[16]), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsB[24]), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsC[16]), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsC[24]), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsD[16]), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, FromBFloat16(&weightsD[24]), sumD0x1);
                }
            }

            nint atA = panelA * 16;
            nint atB = panelB * 16;
            nint atC = panelC * 16;
            nint atD = panelD * 16;
            Vector256<float>* biasARow = (Vector256<float>*)&bias[atA];
            Vector256<float>* residualARow = (Vector256<float>*)&residual[atA];
            Vector256<float>* outputARow = (Vector256<float>*)&output[atA];
            Vector256<float> sumA0 = sumA0x0 + biasARow[0];
            Vector256<float> sumA1 = sumA0x1 + biasARow[1];
            Vector256<float>* biasBRow = (Vector256<float>*)&bias[atB];
            Vector256<float>* residualBRow = (Vector256<float>*)&residual[atB];
            Vector256<float>* outputBRow = (Vector256<float>*)&output[atB];
            Vector256<float> sumB0 = sumB0x0 + biasBRow[0];
            Vector256<float> sumB1 = sumB0x1 + biasBRow[1];
            Vector256<float>* biasCRow = (Vector256<float>*)&bias[atC];
            Vector256<float>* residualCRow = (Vector256<float>*)&residual[atC];
            Vector256<float>* outputCRow = (Vector256<float>*)&output[atC];
            Vector256<float> sumC0 = sumC0x0 + biasCRow[0];
            Vector256<float> sumC1 = sumC0x1 + biasCRow[1];
            Vector256<float>* biasDRow = (Vector256<float>*)&bias[atD];
            Vector256<float>* residualDRow = (Vector256<float>*)&residual[atD];
            Vector256<float>* outputDRow = (Vector256<float>*)&output[atD];
            Vector256<float> sumD0 = sumD0x0 + biasDRow[0];
            Vector256<float> sumD1 = sumD0x1 + biasDRow[1];
            outputARow[0] = sumA0 + residualARow[0];
            outputARow[1] = sumA1 + residualARow[1];
            outputBRow[0] = sumB0 + residualBRow[0];
            outputBRow[1] = sumB1 + residualBRow[1];
            outputCRow[0] = sumC0 + residualCRow[0];
            outputCRow[1] = sumC1 + residualCRow[1];
            outputDRow[0] = sumD0 + residualDRow[0];
            outputDRow[1] = sumD1 + residualDRow[1];
        }
    }
}
