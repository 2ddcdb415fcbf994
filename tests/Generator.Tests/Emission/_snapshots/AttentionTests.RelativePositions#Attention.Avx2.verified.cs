/// <summary>
/// output[distance] = bias[bucket of distance], for a key so far before the query, and output[-distance] for one behind it (Raffel et
/// al. 2020).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void BiasRelative8x16Both(float* bias, float* output, nint before, nint behind)
{
    unchecked
    {
        // The bucket of each distance; those beyond the list are in the last.
        ReadOnlySpan<byte> buckets =
        [
            0, 1, 2, 2, 2, 2, 3,
        ];

        for (nint distance = 0; distance < before; distance++)
        {
            output[distance] = bias[buckets[(int)Math.Min(distance, 6)] * 16];
        }

        for (nint distance = 1; distance < behind; distance++)
        {
            output[-distance] = bias[(4 + buckets[(int)Math.Min(distance, 6)]) * 16];
        }
    }
}

/// <summary>output[bucket] = the sum over its distances of sums[lane, distance + lane], over all 16 lanes.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void BiasSumRelative8x16BothSpan80Stride12(float* sums, float* output, nint before, nint behind)
{
    unchecked
    {
        // The bucket of each distance; those beyond the list are in the last.
        ReadOnlySpan<byte> buckets =
        [
            0, 1, 2, 2, 2, 2, 3,
        ];

        for (nint bucket = 0; bucket < 8; bucket++)
        {
            output[bucket * 12] = 0;
        }

        for (nint distance = 0; distance < before; distance++)
        {
            float total = 0;

            for (nint lane = 0; lane < 16; lane++)
            {
                total += sums[distance + lane * 81];
            }

            output[buckets[(int)Math.Min(distance, 6)] * 12] += total;
        }

        for (nint distance = 1; distance < behind; distance++)
        {
            float total = 0;

            for (nint lane = 0; lane < 16; lane++)
            {
                total += sums[-distance + lane * 81];
            }

            output[(4 + buckets[(int)Math.Min(distance, 6)]) * 12] += total;
        }
    }
}

/// <summary>gradient[bucket] = the sum of input[bucket, starts[sequence]] over all sequences, in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RelativeBiasGradient8Rows12(float* input, int* starts, float* gradient, nint sequences, bool accumulate)
{
    unchecked
    {
        for (nint bucket = 0; bucket < 8; bucket++)
        {
            float sum = accumulate ? gradient[bucket * 16] : 0;

            for (nint sequence = 0; sequence < sequences; sequence++)
            {
                sum += input[bucket * 12 + starts[sequence]];
            }

            gradient[bucket * 16] = sum;
        }
    }
}
