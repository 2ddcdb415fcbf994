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
            float* weightsA = weights + panelA * 16_384;
            float* weightsB = weights + panelB * 16_384;
            float* weightsC = weights + panelC * 16_384;
            float* weightsD = weights + panelD * 16_384;

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
                Prefetch(weightsA + 4096);
                Prefetch(weightsB + 4096);
                Prefetch(weightsC + 4096);
                Prefetch(weightsD + 4096);

                for (nint stop = k + 64; k < stop; k += 4, weightsA += 64, weightsB += 64, weightsC += 64, weightsD += 64)
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(input + k);
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsA, sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsA + 8), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsB, sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsB + 8), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsC, sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsC + 8), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsD, sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsD + 8), sumD0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsA + 48), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsA + 56), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsB + 48), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsB + 56), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsC + 48), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsC + 56), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsD + 48), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsD + 56), sumD0x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsA + 32), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsA + 40), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsB + 32), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsB + 40), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsC + 32), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsC + 40), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsD + 32), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsD + 40), sumD0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsA + 16), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsA + 24), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsB + 16), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsB + 24), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsC + 16), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsC + 24), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsD + 16), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsD + 24), sumD0x1);
                }
            }

            nint atA = panelA * 16;
            nint atB = panelB * 16;
            nint atC = panelC * 16;
            nint atD = panelD * 16;
            Vector256<float> sumA0 = sumA0x0 + *(Vector256<float>*)(bias + atA);
            Vector256<float> sumA1 = sumA0x1 + *(Vector256<float>*)(bias + atA + 8);
            Vector256<float> sumB0 = sumB0x0 + *(Vector256<float>*)(bias + atB);
            Vector256<float> sumB1 = sumB0x1 + *(Vector256<float>*)(bias + atB + 8);
            Vector256<float> sumC0 = sumC0x0 + *(Vector256<float>*)(bias + atC);
            Vector256<float> sumC1 = sumC0x1 + *(Vector256<float>*)(bias + atC + 8);
            Vector256<float> sumD0 = sumD0x0 + *(Vector256<float>*)(bias + atD);
            Vector256<float> sumD1 = sumD0x1 + *(Vector256<float>*)(bias + atD + 8);
            *(Vector256<float>*)(output + atA) = Vector256.MaxNative(Vector256<float>.Zero, sumA0);
            *(Vector256<float>*)(output + atA + 8) = Vector256.MaxNative(Vector256<float>.Zero, sumA1);
            *(Vector256<float>*)(output + atB) = Vector256.MaxNative(Vector256<float>.Zero, sumB0);
            *(Vector256<float>*)(output + atB + 8) = Vector256.MaxNative(Vector256<float>.Zero, sumB1);
            *(Vector256<float>*)(output + atC) = Vector256.MaxNative(Vector256<float>.Zero, sumC0);
            *(Vector256<float>*)(output + atC + 8) = Vector256.MaxNative(Vector256<float>.Zero, sumC1);
            *(Vector256<float>*)(output + atD) = Vector256.MaxNative(Vector256<float>.Zero, sumD0);
            *(Vector256<float>*)(output + atD + 8) = Vector256.MaxNative(Vector256<float>.Zero, sumD1);
        }
    }
}

/// <summary>
/// output[16 x panels] = input[2064] x weights[2064, 16 x panels] + bias + residual for some groups of four panels, a quarter of
/// them apart.
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
            float* weightsA = weights + panelA * 33_024;
            float* weightsB = weights + panelB * 33_024;
            float* weightsC = weights + panelC * 33_024;
            float* weightsD = weights + panelD * 33_024;

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
                Prefetch(weightsA + 4096);
                Prefetch(weightsB + 4096);
                Prefetch(weightsC + 4096);
                Prefetch(weightsD + 4096);

                for (nint stop = Math.Min(k + 64, 2064); k < stop; k += 4, weightsA += 64, weightsB += 64, weightsC += 64, weightsD += 64)
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(input + k);
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsA, sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsA + 8), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsB, sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsB + 8), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsC, sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsC + 8), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)weightsD, sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(weightsD + 8), sumD0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsA + 48), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsA + 56), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsB + 48), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsB + 56), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsC + 48), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsC + 56), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsD + 48), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(weightsD + 56), sumD0x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsA + 32), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsA + 40), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsB + 32), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsB + 40), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsC + 32), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsC + 40), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsD + 32), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(weightsD + 40), sumD0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    sumA0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsA + 16), sumA0x0);
                    sumA0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsA + 24), sumA0x1);
                    sumB0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsB + 16), sumB0x0);
                    sumB0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsB + 24), sumB0x1);
                    sumC0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsC + 16), sumC0x0);
                    sumC0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsC + 24), sumC0x1);
                    sumD0x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsD + 16), sumD0x0);
                    sumD0x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(weightsD + 24), sumD0x1);
                }
            }

            nint atA = panelA * 16;
            nint atB = panelB * 16;
            nint atC = panelC * 16;
            nint atD = panelD * 16;
            Vector256<float> sumA0 = sumA0x0 + *(Vector256<float>*)(bias + atA);
            Vector256<float> sumA1 = sumA0x1 + *(Vector256<float>*)(bias + atA + 8);
            Vector256<float> sumB0 = sumB0x0 + *(Vector256<float>*)(bias + atB);
            Vector256<float> sumB1 = sumB0x1 + *(Vector256<float>*)(bias + atB + 8);
            Vector256<float> sumC0 = sumC0x0 + *(Vector256<float>*)(bias + atC);
            Vector256<float> sumC1 = sumC0x1 + *(Vector256<float>*)(bias + atC + 8);
            Vector256<float> sumD0 = sumD0x0 + *(Vector256<float>*)(bias + atD);
            Vector256<float> sumD1 = sumD0x1 + *(Vector256<float>*)(bias + atD + 8);
            *(Vector256<float>*)(output + atA) = sumA0 + *(Vector256<float>*)(residual + atA);
            *(Vector256<float>*)(output + atA + 8) = sumA1 + *(Vector256<float>*)(residual + atA + 8);
            *(Vector256<float>*)(output + atB) = sumB0 + *(Vector256<float>*)(residual + atB);
            *(Vector256<float>*)(output + atB + 8) = sumB1 + *(Vector256<float>*)(residual + atB + 8);
            *(Vector256<float>*)(output + atC) = sumC0 + *(Vector256<float>*)(residual + atC);
            *(Vector256<float>*)(output + atC + 8) = sumC1 + *(Vector256<float>*)(residual + atC + 8);
            *(Vector256<float>*)(output + atD) = sumD0 + *(Vector256<float>*)(residual + atD);
            *(Vector256<float>*)(output + atD + 8) = sumD1 + *(Vector256<float>*)(residual + atD + 8);
        }
    }
}
