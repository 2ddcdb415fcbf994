/// <summary>
/// output[16 x panels] = max(0, scales * input[1024] x weights[1024, 16 x panels] + bias) for some pairs of panels, half of the
/// panels apart; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct1024BiasReluInt8FromMemory(
    float* input, float* weights, float* bias, float* output, nint pair, nint pairs, nint panels)
{
    unchecked
    {
        nint apart = (panels + 1) / 2;

        for (nint panel = pair, end = pair + pairs; panel < end; panel++)
        {
            // The last pair of an odd number is one panel, twice.
            nint other = panel + apart < panels ? panel + apart : panel;
            float* nearPanel = weights + panel * 4112;
            sbyte* near = (sbyte*)(nearPanel + 16);
            float* farPanel = weights + other * 4112;
            sbyte* far = (sbyte*)(farPanel + 16);

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
                Prefetch((float*)(near + 16_384));
                Prefetch((float*)(far + 16_384));

                for (nint stop = k + 256; k < stop; k += 4, near += 64, far += 64)
                {
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Vector256.Create(input[k]);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(near), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(near + 8), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(far), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(far + 8), farSum0x1);
                    Vector256<float> element3 = Vector256.Create(input[k + 3]);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(near + 48), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(near + 56), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(far + 48), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(far + 56), farSum1x1);
                    Vector256<float> element2 = Vector256.Create(input[k + 2]);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(near + 32), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(near + 40), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(far + 32), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(far + 40), farSum0x1);
                    Vector256<float> element1 = Vector256.Create(input[k + 1]);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(near + 16), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(near + 24), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(far + 16), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(far + 24), farSum1x1);
                }
            }

            nint at = panel * 16;
            nint farAt = other * 16;
            Vector256<float> nearSum0 = *(Vector256<float>*)nearPanel * (nearSum0x0 + nearSum1x0) + *(Vector256<float>*)(bias + at);
            Vector256<float> nearSum1 = *(Vector256<float>*)(nearPanel + 8) * (nearSum0x1 + nearSum1x1) + *(Vector256<float>*)(bias + at + 8);
            Vector256<float> farSum0 = *(Vector256<float>*)farPanel * (farSum0x0 + farSum1x0) + *(Vector256<float>*)(bias + farAt);
            Vector256<float> farSum1 = *(Vector256<float>*)(farPanel + 8) * (farSum0x1 + farSum1x1) + *(Vector256<float>*)(bias + farAt + 8);
            *(Vector256<float>*)(output + at) = Vector256.MaxNative(Vector256<float>.Zero, nearSum0);
            *(Vector256<float>*)(output + at + 8) = Vector256.MaxNative(Vector256<float>.Zero, nearSum1);
            *(Vector256<float>*)(output + farAt) = Vector256.MaxNative(Vector256<float>.Zero, farSum0);
            *(Vector256<float>*)(output + farAt + 8) = Vector256.MaxNative(Vector256<float>.Zero, farSum1);
        }
    }
}

/// <summary>
/// output[16 x panels] = scales * input[2064] x weights[2064, 16 x panels] + bias + residual for some pairs of panels, half of the
/// panels apart; 4 sums run side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowProduct2064BiasResidualInt8FromMemory(
    float* input, float* weights, float* bias, float* residual, float* output, nint pair, nint pairs, nint panels)
{
    unchecked
    {
        nint apart = (panels + 1) / 2;

        for (nint panel = pair, end = pair + pairs; panel < end; panel++)
        {
            // The last pair of an odd number is one panel, twice.
            nint other = panel + apart < panels ? panel + apart : panel;
            float* nearPanel = weights + panel * 8272;
            sbyte* near = (sbyte*)(nearPanel + 16);
            float* farPanel = weights + other * 8272;
            sbyte* far = (sbyte*)(farPanel + 16);

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
                Prefetch((float*)(near + 16_384));
                Prefetch((float*)(far + 16_384));

                for (nint stop = Math.Min(k + 256, 2064); k < stop; k += 4, near += 64, far += 64)
                {
                    // Out of the order of memory: a cache that has only some of the lines waits less.
                    Vector256<float> element0 = Vector256.Create(input[k]);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(near), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(near + 8), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element0, FromInt8(far), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element0, FromInt8(far + 8), farSum0x1);
                    Vector256<float> element3 = Vector256.Create(input[k + 3]);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(near + 48), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(near + 56), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element3, FromInt8(far + 48), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element3, FromInt8(far + 56), farSum1x1);
                    Vector256<float> element2 = Vector256.Create(input[k + 2]);
                    nearSum0x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(near + 32), nearSum0x0);
                    nearSum0x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(near + 40), nearSum0x1);
                    farSum0x0 = Vector256.FusedMultiplyAdd(element2, FromInt8(far + 32), farSum0x0);
                    farSum0x1 = Vector256.FusedMultiplyAdd(element2, FromInt8(far + 40), farSum0x1);
                    Vector256<float> element1 = Vector256.Create(input[k + 1]);
                    nearSum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(near + 16), nearSum1x0);
                    nearSum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(near + 24), nearSum1x1);
                    farSum1x0 = Vector256.FusedMultiplyAdd(element1, FromInt8(far + 16), farSum1x0);
                    farSum1x1 = Vector256.FusedMultiplyAdd(element1, FromInt8(far + 24), farSum1x1);
                }
            }

            nint at = panel * 16;
            nint farAt = other * 16;
            Vector256<float> nearSum0 = *(Vector256<float>*)nearPanel * (nearSum0x0 + nearSum1x0) + *(Vector256<float>*)(bias + at);
            Vector256<float> nearSum1 = *(Vector256<float>*)(nearPanel + 8) * (nearSum0x1 + nearSum1x1) + *(Vector256<float>*)(bias + at + 8);
            Vector256<float> farSum0 = *(Vector256<float>*)farPanel * (farSum0x0 + farSum1x0) + *(Vector256<float>*)(bias + farAt);
            Vector256<float> farSum1 = *(Vector256<float>*)(farPanel + 8) * (farSum0x1 + farSum1x1) + *(Vector256<float>*)(bias + farAt + 8);
            *(Vector256<float>*)(output + at) = nearSum0 + *(Vector256<float>*)(residual + at);
            *(Vector256<float>*)(output + at + 8) = nearSum1 + *(Vector256<float>*)(residual + at + 8);
            *(Vector256<float>*)(output + farAt) = farSum0 + *(Vector256<float>*)(residual + farAt);
            *(Vector256<float>*)(output + farAt + 8) = farSum1 + *(Vector256<float>*)(residual + farAt + 8);
        }
    }
}
