/// <summary>
/// output = softmax(query x keys^T / sqrt(20)) x values over the positions from 0 to the last.
/// Keys are cached transposed, 16 positions to a panel [32, 16]; values as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention20x4Slots(
    float* query, float* keyCache, float* valueCache, float* scores, float* output, nint position)
{
    unchecked
    {
        // Each lane's number among 16 positions.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        Vector256<float> greatest0 = Vector256.Create(float.NegativeInfinity);
        Vector256<float> greatest1 = Vector256.Create(float.NegativeInfinity);

        for (nint at = 0; at <= position; at += 16)
        {
            float* keys = keyCache + at * 32;
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;

            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[0]), *(Vector256<float>*)keys, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[0]), *(Vector256<float>*)(keys + 8), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[1]), *(Vector256<float>*)(keys + 16), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[1]), *(Vector256<float>*)(keys + 24), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[2]), *(Vector256<float>*)(keys + 32), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[2]), *(Vector256<float>*)(keys + 40), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[3]), *(Vector256<float>*)(keys + 48), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[3]), *(Vector256<float>*)(keys + 56), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[4]), *(Vector256<float>*)(keys + 64), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[4]), *(Vector256<float>*)(keys + 72), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[5]), *(Vector256<float>*)(keys + 80), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[5]), *(Vector256<float>*)(keys + 88), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[6]), *(Vector256<float>*)(keys + 96), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[6]), *(Vector256<float>*)(keys + 104), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[7]), *(Vector256<float>*)(keys + 112), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[7]), *(Vector256<float>*)(keys + 120), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[8]), *(Vector256<float>*)(keys + 128), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[8]), *(Vector256<float>*)(keys + 136), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[9]), *(Vector256<float>*)(keys + 144), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[9]), *(Vector256<float>*)(keys + 152), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[10]), *(Vector256<float>*)(keys + 160), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[10]), *(Vector256<float>*)(keys + 168), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[11]), *(Vector256<float>*)(keys + 176), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[11]), *(Vector256<float>*)(keys + 184), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[12]), *(Vector256<float>*)(keys + 192), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[12]), *(Vector256<float>*)(keys + 200), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[13]), *(Vector256<float>*)(keys + 208), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[13]), *(Vector256<float>*)(keys + 216), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[14]), *(Vector256<float>*)(keys + 224), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[14]), *(Vector256<float>*)(keys + 232), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(query[15]), *(Vector256<float>*)(keys + 240), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(query[15]), *(Vector256<float>*)(keys + 248), sum1x1);

            float* lastPart = query + 192;
            keys += 256;
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[0]), *(Vector256<float>*)keys, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[0]), *(Vector256<float>*)(keys + 8), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[1]), *(Vector256<float>*)(keys + 16), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[1]), *(Vector256<float>*)(keys + 24), sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[2]), *(Vector256<float>*)(keys + 32), sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[2]), *(Vector256<float>*)(keys + 40), sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[3]), *(Vector256<float>*)(keys + 48), sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Vector256.Create(lastPart[3]), *(Vector256<float>*)(keys + 56), sum1x1);

            // Positions to come are not there yet.
            Vector256<float> last = Vector256.Create((float)(position - at));
            Vector256<float> score0 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane0, last), (sum0x0 + sum1x0) * Vector256.Create(0.2236068f),
                Vector256.Create(float.NegativeInfinity));
            Vector256<float> score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last), (sum0x1 + sum1x1) * Vector256.Create(0.2236068f),
                Vector256.Create(float.NegativeInfinity));
            greatest0 = Vector256.MaxNative(greatest0, score0);
            greatest1 = Vector256.MaxNative(greatest1, score1);
            *(Vector256<float>*)(scores + at) = score0;
            *(Vector256<float>*)(scores + at + 8) = score1;
        }

        Vector256<float> maximum = Vector256.Create(Maximum(Vector256.MaxNative(greatest0, greatest1)));
        Vector256<float> total0 = Vector256<float>.Zero;
        Vector256<float> total1 = Vector256<float>.Zero;

        for (nint at = 0; at <= position; at += 16)
        {
            Vector256<float> p0 = ExpBounded(*(Vector256<float>*)(scores + at) - maximum);
            Vector256<float> p1 = ExpBounded(*(Vector256<float>*)(scores + at + 8) - maximum);
            *(Vector256<float>*)(scores + at) = p0;
            *(Vector256<float>*)(scores + at + 8) = p1;
            total0 += p0;
            total1 += p1;
        }

        Vector256<float> factor = Vector256.Create(1 / Vector256.Sum(total0 + total1));

        float* row = valueCache;
        nint key = 0;
        Vector256<float> value0x0 = Vector256<float>.Zero;
        Vector256<float> value0x1 = Vector256<float>.Zero;
        Vector256<float> value1x0 = Vector256<float>.Zero;
        Vector256<float> value1x1 = Vector256<float>.Zero;
        Vector256<float> value2x0 = Vector256<float>.Zero;
        Vector256<float> value2x1 = Vector256<float>.Zero;
        Vector256<float> value3x0 = Vector256<float>.Zero;
        Vector256<float> value3x1 = Vector256<float>.Zero;

        for (; key <= position - 3; key += 4, row += 64)
        {
            Vector256<float> p0 = Vector256.Create(scores[key]);
            value0x0 = Vector256.FusedMultiplyAdd(p0, *(Vector256<float>*)row, value0x0);
            value0x1 = Vector256.FusedMultiplyAdd(p0, *(Vector256<float>*)(row + 8), value0x1);
            Vector256<float> p1 = Vector256.Create(scores[key + 1]);
            value1x0 = Vector256.FusedMultiplyAdd(p1, *(Vector256<float>*)(row + 16), value1x0);
            value1x1 = Vector256.FusedMultiplyAdd(p1, *(Vector256<float>*)(row + 24), value1x1);
            Vector256<float> p2 = Vector256.Create(scores[key + 2]);
            value2x0 = Vector256.FusedMultiplyAdd(p2, *(Vector256<float>*)(row + 32), value2x0);
            value2x1 = Vector256.FusedMultiplyAdd(p2, *(Vector256<float>*)(row + 40), value2x1);
            Vector256<float> p3 = Vector256.Create(scores[key + 3]);
            value3x0 = Vector256.FusedMultiplyAdd(p3, *(Vector256<float>*)(row + 48), value3x0);
            value3x1 = Vector256.FusedMultiplyAdd(p3, *(Vector256<float>*)(row + 56), value3x1);
        }

        for (; key <= position; key++, row += 16)
        {
            Vector256<float> p0 = Vector256.Create(scores[key]);
            value0x0 = Vector256.FusedMultiplyAdd(p0, *(Vector256<float>*)row, value0x0);
            value0x1 = Vector256.FusedMultiplyAdd(p0, *(Vector256<float>*)(row + 8), value0x1);
        }

        *(Vector256<float>*)(output) = ((value0x0 + value1x0) + (value2x0 + value3x0)) * factor;
        *(Vector256<float>*)(output + 8) = ((value0x1 + value1x1) + (value2x1 + value3x1)) * factor;
    }
}

/// <summary>
/// Rows of keys and values go to their caches, from a position on. Keys are cached transposed, 16 positions to a panel [32, 16];
/// values as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CacheRows32x16Slots(float* key, float* value, float* keyCache, float* valueCache, nint position, nint rows)
{
    unchecked
    {
        for (nint end = position + rows; position < end; position++, key += 16, value += 16)
        {
            float* cachedKey = keyCache + position / 16 * 512 + position % 16;
            float* cachedValue = valueCache + position * 16;

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192, cachedKey += 256)
            {
                for (nint column = 0; column < 16; column++)
                {
                    cachedKey[column * 16] = key[at + column];
                }
            }

            *(Vector256<float>*)cachedValue = *(Vector256<float>*)value;
            *(Vector256<float>*)(cachedValue + 8) = *(Vector256<float>*)(value + 8);
        }
    }
}
