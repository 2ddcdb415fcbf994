/// <summary>output = exp(input - max(input)) / sum(exp(input - max(input))) over the 20 columns of each row.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Softmax20(float* input, float* output, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = input + row * 16;
            float* y = output + row * 16;

            Vector256<float> greatest0x0 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest0x1 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest1x0 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest1x1 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest2x0 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest2x1 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest3x0 = Vector256.Create(float.NegativeInfinity);
            Vector256<float> greatest3x1 = Vector256.Create(float.NegativeInfinity);

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                Vector256<float> z0x0 = *(Vector256<float>*)(x + at);
                Vector256<float> z0x1 = *(Vector256<float>*)(x + at + 8);
                Vector256<float> z1x0 = *(Vector256<float>*)(x + at + 16);
                Vector256<float> z1x1 = *(Vector256<float>*)(x + at + 24);
                Vector256<float> z2x0 = *(Vector256<float>*)(x + at + 32);
                Vector256<float> z2x1 = *(Vector256<float>*)(x + at + 40);
                Vector256<float> z3x0 = *(Vector256<float>*)(x + at + 48);
                Vector256<float> z3x1 = *(Vector256<float>*)(x + at + 56);
                greatest0x0 = Vector256.MaxNative(greatest0x0, z0x0);
                greatest0x1 = Vector256.MaxNative(greatest0x1, z0x1);
                greatest1x0 = Vector256.MaxNative(greatest1x0, z1x0);
                greatest1x1 = Vector256.MaxNative(greatest1x1, z1x1);
                greatest2x0 = Vector256.MaxNative(greatest2x0, z2x0);
                greatest2x1 = Vector256.MaxNative(greatest2x1, z2x1);
                greatest3x0 = Vector256.MaxNative(greatest3x0, z3x0);
                greatest3x1 = Vector256.MaxNative(greatest3x1, z3x1);
            }

            // The last panel has 4 columns.
            {
                const nint at = 1 * 192;
                Vector256<float> z0x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at),
                    Vector256.Create(float.NegativeInfinity));
                Vector256<float> z0x1 = Vector256.Create(float.NegativeInfinity);
                Vector256<float> z1x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at + 16),
                    Vector256.Create(float.NegativeInfinity));
                Vector256<float> z1x1 = Vector256.Create(float.NegativeInfinity);
                Vector256<float> z2x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at + 32),
                    Vector256.Create(float.NegativeInfinity));
                Vector256<float> z2x1 = Vector256.Create(float.NegativeInfinity);
                Vector256<float> z3x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), *(Vector256<float>*)(x + at + 48),
                    Vector256.Create(float.NegativeInfinity));
                Vector256<float> z3x1 = Vector256.Create(float.NegativeInfinity);
                greatest0x0 = Vector256.MaxNative(greatest0x0, z0x0);
                greatest0x1 = Vector256.MaxNative(greatest0x1, z0x1);
                greatest1x0 = Vector256.MaxNative(greatest1x0, z1x0);
                greatest1x1 = Vector256.MaxNative(greatest1x1, z1x1);
                greatest2x0 = Vector256.MaxNative(greatest2x0, z2x0);
                greatest2x1 = Vector256.MaxNative(greatest2x1, z2x1);
                greatest3x0 = Vector256.MaxNative(greatest3x0, z3x0);
                greatest3x1 = Vector256.MaxNative(greatest3x1, z3x1);
            }

            Vector256<float> maximum0 = Vector256.Create(Maximum(Vector256.MaxNative(greatest0x0, greatest0x1)));
            Vector256<float> maximum1 = Vector256.Create(Maximum(Vector256.MaxNative(greatest1x0, greatest1x1)));
            Vector256<float> maximum2 = Vector256.Create(Maximum(Vector256.MaxNative(greatest2x0, greatest2x1)));
            Vector256<float> maximum3 = Vector256.Create(Maximum(Vector256.MaxNative(greatest3x0, greatest3x1)));

            Vector256<float> total0x0 = Vector256<float>.Zero;
            Vector256<float> total0x1 = Vector256<float>.Zero;
            Vector256<float> total1x0 = Vector256<float>.Zero;
            Vector256<float> total1x1 = Vector256<float>.Zero;
            Vector256<float> total2x0 = Vector256<float>.Zero;
            Vector256<float> total2x1 = Vector256<float>.Zero;
            Vector256<float> total3x0 = Vector256<float>.Zero;
            Vector256<float> total3x1 = Vector256<float>.Zero;

            for (nint panel = 0, at = 0; panel < 1; panel++, at += 192)
            {
                Vector256<float> e0x0 = ExpBounded(*(Vector256<float>*)(x + at) - maximum0);
                Vector256<float> e0x1 = ExpBounded(*(Vector256<float>*)(x + at + 8) - maximum0);
                Vector256<float> e1x0 = ExpBounded(*(Vector256<float>*)(x + at + 16) - maximum1);
                Vector256<float> e1x1 = ExpBounded(*(Vector256<float>*)(x + at + 24) - maximum1);
                Vector256<float> e2x0 = ExpBounded(*(Vector256<float>*)(x + at + 32) - maximum2);
                Vector256<float> e2x1 = ExpBounded(*(Vector256<float>*)(x + at + 40) - maximum2);
                Vector256<float> e3x0 = ExpBounded(*(Vector256<float>*)(x + at + 48) - maximum3);
                Vector256<float> e3x1 = ExpBounded(*(Vector256<float>*)(x + at + 56) - maximum3);
                total0x0 += e0x0;
                total0x1 += e0x1;
                total1x0 += e1x0;
                total1x1 += e1x1;
                total2x0 += e2x0;
                total2x1 += e2x1;
                total3x0 += e3x0;
                total3x1 += e3x1;
                *(Vector256<float>*)(y + at) = e0x0;
                *(Vector256<float>*)(y + at + 8) = e0x1;
                *(Vector256<float>*)(y + at + 16) = e1x0;
                *(Vector256<float>*)(y + at + 24) = e1x1;
                *(Vector256<float>*)(y + at + 32) = e2x0;
                *(Vector256<float>*)(y + at + 40) = e2x1;
                *(Vector256<float>*)(y + at + 48) = e3x0;
                *(Vector256<float>*)(y + at + 56) = e3x1;
            }

            // The last panel has 4 columns.
            {
                const nint at = 1 * 192;
                Vector256<float> e0x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), ExpBounded(*(Vector256<float>*)(x + at) - maximum0),
                    Vector256<float>.Zero);
                Vector256<float> e0x1 = Vector256<float>.Zero;
                Vector256<float> e1x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(),
                    ExpBounded(*(Vector256<float>*)(x + at + 16) - maximum1), Vector256<float>.Zero);
                Vector256<float> e1x1 = Vector256<float>.Zero;
                Vector256<float> e2x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(),
                    ExpBounded(*(Vector256<float>*)(x + at + 32) - maximum2), Vector256<float>.Zero);
                Vector256<float> e2x1 = Vector256<float>.Zero;
                Vector256<float> e3x0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(),
                    ExpBounded(*(Vector256<float>*)(x + at + 48) - maximum3), Vector256<float>.Zero);
                Vector256<float> e3x1 = Vector256<float>.Zero;
                total0x0 += e0x0;
                total0x1 += e0x1;
                total1x0 += e1x0;
                total1x1 += e1x1;
                total2x0 += e2x0;
                total2x1 += e2x1;
                total3x0 += e3x0;
                total3x1 += e3x1;
                *(Vector256<float>*)(y + at) = e0x0;
                *(Vector256<float>*)(y + at + 8) = e0x1;
                *(Vector256<float>*)(y + at + 16) = e1x0;
                *(Vector256<float>*)(y + at + 24) = e1x1;
                *(Vector256<float>*)(y + at + 32) = e2x0;
                *(Vector256<float>*)(y + at + 40) = e2x1;
                *(Vector256<float>*)(y + at + 48) = e3x0;
                *(Vector256<float>*)(y + at + 56) = e3x1;
            }

            Vector256<float> factor0 = Vector256.Create(1 / Vector256.Sum(total0x0 + total0x1));
            Vector256<float> factor1 = Vector256.Create(1 / Vector256.Sum(total1x0 + total1x1));
            Vector256<float> factor2 = Vector256.Create(1 / Vector256.Sum(total2x0 + total2x1));
            Vector256<float> factor3 = Vector256.Create(1 / Vector256.Sum(total3x0 + total3x1));

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192)
            {
                *(Vector256<float>*)(y + at) *= factor0;
                *(Vector256<float>*)(y + at + 8) *= factor0;
                *(Vector256<float>*)(y + at + 16) *= factor1;
                *(Vector256<float>*)(y + at + 24) *= factor1;
                *(Vector256<float>*)(y + at + 32) *= factor2;
                *(Vector256<float>*)(y + at + 40) *= factor2;
                *(Vector256<float>*)(y + at + 48) *= factor3;
                *(Vector256<float>*)(y + at + 56) *= factor3;
            }
        }
    }
}
