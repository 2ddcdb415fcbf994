/// <summary>
/// output[16 x panels] = max(0, input[1024] x weights[1024, 16 x panels] + bias) for some groups of four panels, a quarter of them
/// apart.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct1024BiasReluFromMemory(
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
            float* weightsA = &weights[panelA * 16_384];
            float* weightsB = &weights[panelB * 16_384];
            float* weightsC = &weights[panelC * 16_384];
            float* weightsD = &weights[panelD * 16_384];

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
                Prefetch(&weightsA[4096]);
                Prefetch(&weightsB[4096]);
                Prefetch(&weightsC[4096]);
                Prefetch(&weightsD[4096]);

                for (nint stop = k + 64; k < stop;
                    k += 4, weightsA = &weightsA[64], weightsB = &weightsB[64], weightsC = &weightsC[64], weightsD = &weightsD[64])
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(&input[k]);
                    Vector256<float>* weightsARows = (Vector256<float>*)weightsA;
                    Vector256<float>* weightsBRows = (Vector256<float>*)weightsB;
                    Vector256<float>* weightsCRows = (Vector256<float>*)weightsC;
                    Vector256<float>* weightsDRows = (Vector256<float>*)weightsD;
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, weightsARows[0], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, weightsARows[1], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, weightsBRows[0], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, weightsBRows[1], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, weightsCRows[0], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, weightsCRows[1], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, weightsDRows[0], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, weightsDRows[1], sumD0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, weightsARows[6], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, weightsARows[7], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, weightsBRows[6], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, weightsBRows[7], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, weightsCRows[6], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, weightsCRows[7], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, weightsDRows[6], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, weightsDRows[7], sumD0x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, weightsARows[4], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, weightsARows[5], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, weightsBRows[4], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, weightsBRows[5], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, weightsCRows[4], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, weightsCRows[5], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, weightsDRows[4], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, weightsDRows[5], sumD0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, weightsARows[2], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, weightsARows[3], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, weightsBRows[2], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, weightsBRows[3], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, weightsCRows[2], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, weightsCRows[3], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, weightsDRows[2], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, weightsDRows[3], sumD0x1);
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
public static void RowProduct2064BiasResidualFromMemory(
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
            float* weightsA = &weights[panelA * 33_024];
            float* weightsB = &weights[panelB * 33_024];
            float* weightsC = &weights[panelC * 33_024];
            float* weightsD = &weights[panelD * 33_024];

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
                Prefetch(&weightsA[4096]);
                Prefetch(&weightsB[4096]);
                Prefetch(&weightsC[4096]);
                Prefetch(&weightsD[4096]);

                for (nint stop = Math.Min(k + 64, 2064); k < stop;
                    k += 4, weightsA = &weightsA[64], weightsB = &weightsB[64], weightsC = &weightsC[64], weightsD = &weightsD[64])
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(&input[k]);
                    Vector256<float>* weightsARows = (Vector256<float>*)weightsA;
                    Vector256<float>* weightsBRows = (Vector256<float>*)weightsB;
                    Vector256<float>* weightsCRows = (Vector256<float>*)weightsC;
                    Vector256<float>* weightsDRows = (Vector256<float>*)weightsD;
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, weightsARows[0], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, weightsARows[1], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, weightsBRows[0], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, weightsBRows[1], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, weightsCRows[0], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, weightsCRows[1], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, weightsDRows[0], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, weightsDRows[1], sumD0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, weightsARows[6], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, weightsARows[7], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, weightsBRows[6], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, weightsBRows[7], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, weightsCRows[6], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, weightsCRows[7], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, weightsDRows[6], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, weightsDRows[7], sumD0x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, weightsARows[4], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, weightsARows[5], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, weightsBRows[4], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, weightsBRows[5], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, weightsCRows[4], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, weightsCRows[5], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, weightsDRows[4], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, weightsDRows[5], sumD0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, weightsARows[2], sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, weightsARows[3], sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, weightsBRows[2], sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, weightsBRows[3], sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, weightsCRows[2], sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, weightsCRows[3], sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, weightsDRows[2], sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, weightsDRows[3], sumD0x1);
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
