/// <summary>
/// output[16 x panels] = max(0, input[1024] x weights[1024, 16 x panels] + bias) for some pairs of panels, half of the panels
/// apart; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct1024BiasReluFromMemory(
    float* input, float* weights, float* bias, float* output, nint pair, nint pairs, nint panels)
{
    unchecked
    {
        nint apart = (panels + 1) / 2;

        for (nint panel = pair, end = pair + pairs; panel < end; panel++)
        {
            // The last pair of an odd number is one panel, twice.
            nint other = panel + apart < panels ? panel + apart : panel;
            float* near = weights + panel * 16_384;
            float* far = weights + other * 16_384;

            Vector256<float> nearSum0x0 = Vector256<float>.Zero;
            Vector256<float> nearSum0x1 = Vector256<float>.Zero;
            Vector256<float> nearSum1x0 = Vector256<float>.Zero;
            Vector256<float> nearSum1x1 = Vector256<float>.Zero;
            Vector256<float> farSum0x0 = Vector256<float>.Zero;
            Vector256<float> farSum0x1 = Vector256<float>.Zero;
            Vector256<float> farSum1x0 = Vector256<float>.Zero;
            Vector256<float> farSum1x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 1024;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch(near + 4096);
                Prefetch(far + 4096);

                for (nint stop = k + 64; k < stop; k += 4, near += 64, far += 64)
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(input + k);
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)near, nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(near + 8), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)far, farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(far + 8), farSum0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(near + 48), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(near + 56), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(far + 48), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(far + 56), farSum1x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(near + 32), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(near + 40), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(far + 32), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(far + 40), farSum0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(near + 16), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(near + 24), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(far + 16), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(far + 24), farSum1x1);
                }
            }

            nint at = panel * 16;
            nint farAt = other * 16;
            Vector256<float> nearSum0 = nearSum0x0 + nearSum1x0 + *(Vector256<float>*)(bias + at);
            Vector256<float> nearSum1 = nearSum0x1 + nearSum1x1 + *(Vector256<float>*)(bias + at + 8);
            Vector256<float> farSum0 = farSum0x0 + farSum1x0 + *(Vector256<float>*)(bias + farAt);
            Vector256<float> farSum1 = farSum0x1 + farSum1x1 + *(Vector256<float>*)(bias + farAt + 8);
            *(Vector256<float>*)(output + at) = Vector256.MaxNative(Vector256<float>.Zero, nearSum0);
            *(Vector256<float>*)(output + at + 8) = Vector256.MaxNative(Vector256<float>.Zero, nearSum1);
            *(Vector256<float>*)(output + farAt) = Vector256.MaxNative(Vector256<float>.Zero, farSum0);
            *(Vector256<float>*)(output + farAt + 8) = Vector256.MaxNative(Vector256<float>.Zero, farSum1);
        }
    }
}

/// <summary>
/// output[16 x panels] = input[2064] x weights[2064, 16 x panels] + bias + residual for some pairs of panels, half of the panels
/// apart; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct2064BiasResidualFromMemory(
    float* input, float* weights, float* bias, float* residual, float* output, nint pair, nint pairs, nint panels)
{
    unchecked
    {
        nint apart = (panels + 1) / 2;

        for (nint panel = pair, end = pair + pairs; panel < end; panel++)
        {
            // The last pair of an odd number is one panel, twice.
            nint other = panel + apart < panels ? panel + apart : panel;
            float* near = weights + panel * 33_024;
            float* far = weights + other * 33_024;

            Vector256<float> nearSum0x0 = Vector256<float>.Zero;
            Vector256<float> nearSum0x1 = Vector256<float>.Zero;
            Vector256<float> nearSum1x0 = Vector256<float>.Zero;
            Vector256<float> nearSum1x1 = Vector256<float>.Zero;
            Vector256<float> farSum0x0 = Vector256<float>.Zero;
            Vector256<float> farSum0x1 = Vector256<float>.Zero;
            Vector256<float> farSum1x0 = Vector256<float>.Zero;
            Vector256<float> farSum1x1 = Vector256<float>.Zero;

            for (nint k = 0; k < 2064;)
            {
                // Processors fetch ahead no further than to the end of a page: a line of one that comes later.
                Prefetch(near + 4096);
                Prefetch(far + 4096);

                for (nint stop = Math.Min(k + 64, 2064); k < stop; k += 4, near += 64, far += 64)
                {
                    Vector256<float> elements = Avx.BroadcastVector128ToVector256(input + k);
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Avx.Permute(elements, 0b00_00_00_00);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)near, nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(near + 8), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)far, farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element0, *(Vector256<float>*)(far + 8), farSum0x1);
                    Vector256<float> element3 = Avx.Permute(elements, 0b11_11_11_11);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(near + 48), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(near + 56), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(far + 48), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element3, *(Vector256<float>*)(far + 56), farSum1x1);
                    Vector256<float> element2 = Avx.Permute(elements, 0b10_10_10_10);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(near + 32), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(near + 40), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(far + 32), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element2, *(Vector256<float>*)(far + 40), farSum0x1);
                    Vector256<float> element1 = Avx.Permute(elements, 0b01_01_01_01);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(near + 16), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(near + 24), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(far + 16), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element1, *(Vector256<float>*)(far + 24), farSum1x1);
                }
            }

            nint at = panel * 16;
            nint farAt = other * 16;
            Vector256<float> nearSum0 = nearSum0x0 + nearSum1x0 + *(Vector256<float>*)(bias + at);
            Vector256<float> nearSum1 = nearSum0x1 + nearSum1x1 + *(Vector256<float>*)(bias + at + 8);
            Vector256<float> farSum0 = farSum0x0 + farSum1x0 + *(Vector256<float>*)(bias + farAt);
            Vector256<float> farSum1 = farSum0x1 + farSum1x1 + *(Vector256<float>*)(bias + farAt + 8);
            *(Vector256<float>*)(output + at) = nearSum0 + *(Vector256<float>*)(residual + at);
            *(Vector256<float>*)(output + at + 8) = nearSum1 + *(Vector256<float>*)(residual + at + 8);
            *(Vector256<float>*)(output + farAt) = farSum0 + *(Vector256<float>*)(residual + farAt);
            *(Vector256<float>*)(output + farAt + 8) = farSum1 + *(Vector256<float>*)(residual + farAt + 8);
        }
    }
}
