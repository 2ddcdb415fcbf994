/// <summary>output = input - max(input) - log(sum(exp(input - max(input)))) over the 20 columns of each row.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LogSoftmax20(float* input, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;
            Vector256<float> greatest0 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest1 = Vector256.Create(float.NegativeInfinity);

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                Vector256<float> z0 = *(Vector256<float>*)(x + at);
                Vector256<float> z1 = *(Vector256<float>*)(x + at + 8);
                greatest0 = Vector256.MaxNative(greatest0, z0);
                greatest1 = Vector256.MaxNative(greatest1, z1);
            }

            // The last panel has 4 columns.
            {
                const nint at = 1 * 192;
                Vector256<float> z0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at),
                    Vector256.Create(float.NegativeInfinity));
                Vector256<float> z1 = Vector256.Create(float.NegativeInfinity);
                greatest0 = Vector256.MaxNative(greatest0, z0);
                greatest1 = Vector256.MaxNative(greatest1, z1);
            }

            Vector256<float> maximum = Vector256.Create(Maximum(Vector256.MaxNative(greatest0, greatest1)));
            Vector256<float> total0 = Vector256<float>.Zero;
            Vector256<float> total1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                Vector256<float> e0 = ExpBounded(*(Vector256<float>*)(x + at) - maximum);
                Vector256<float> e1 = ExpBounded(*(Vector256<float>*)(x + at + 8) - maximum);
                total0 += e0;
                total1 += e1;
            }

            // The last panel has 4 columns.
            {
                const nint at = 1 * 192;
                Vector256<float> e0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), ExpBounded(*(Vector256<float>*)(x + at) - maximum),
                    Vector256<float>.Zero);
                Vector256<float> e1 = Vector256<float>.Zero;
                total0 += e0;
                total1 += e1;
            }

            Vector256<float> logarithm = Vector256.Create(MathF.Log(Vector256.Sum(total0 + total1)));

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                *(Vector256<float>*)(y + at) = *(Vector256<float>*)(x + at) - maximum - logarithm;
                *(Vector256<float>*)(y + at + 8) = *(Vector256<float>*)(x + at + 8) - maximum - logarithm;
            }

            // The last panel has 4 columns.
            {
                const nint at = 1 * 192;
                *(Vector256<float>*)(y + at) = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at) - maximum - logarithm,
                    Vector256<float>.Zero);
                *(Vector256<float>*)(y + at + 8) = Vector256<float>.Zero;
            }
        }
    }
}
