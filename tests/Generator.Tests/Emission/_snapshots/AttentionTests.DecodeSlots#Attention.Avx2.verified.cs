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
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        Vector256<float> greatest0 = Vector256.Create(float.NegativeInfinity);
        Vector256<float> greatest1 = Vector256.Create(float.NegativeInfinity);

        for (nint at = 0; at <= position; at += 16)
        {
            float* keys = keyCache + at * 32;
            Vector256<float> score0 = Vector256<float>.Zero;
            Vector256<float> score1 = Vector256<float>.Zero;

            for (float* part = query, end = query + 384; part != end; part += 192)
            {
                for (nint column = 0; column < 16; column++, keys += 16)
                {
                    Vector256<float> element = Vector256.Create(part[column]);
                    score0 = Vector256.FusedMultiplyAdd(element, *(Vector256<float>*)keys, score0);
                    score1 = Vector256.FusedMultiplyAdd(element, *(Vector256<float>*)(keys + 8), score1);
                }
            }

            // Positions to come are not there yet.
            Vector256<float> last = Vector256.Create((float)(position - at));
            score0 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane0, last), score0 * Vector256.Create(0.2236068f),
                Vector256.Create(float.NegativeInfinity));
            score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last), score1 * Vector256.Create(0.2236068f),
                Vector256.Create(float.NegativeInfinity));
            greatest0 = Vector256.Max(greatest0, score0);
            greatest1 = Vector256.Max(greatest1, score1);
            *(Vector256<float>*)(scores + at) = score0;
            *(Vector256<float>*)(scores + at + 8) = score1;
        }

        Vector256<float> maximum = Vector256.Create(Maximum(Vector256.Max(greatest0, greatest1)));
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

        for (nint panel = 0; panel < 1; panel++)
        {
            float* row = valueCache + panel * 256;
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;

            for (nint at = 0; at <= position; at++, row += 16)
            {
                Vector256<float> p = Vector256.Create(scores[at]);
                sum0 = Vector256.FusedMultiplyAdd(p, *(Vector256<float>*)row, sum0);
                sum1 = Vector256.FusedMultiplyAdd(p, *(Vector256<float>*)(row + 8), sum1);
            }

            *(Vector256<float>*)(output + panel * 192) = sum0 * factor;
            *(Vector256<float>*)(output + panel * 192 + 8) = sum1 * factor;
        }
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

            for (nint panel = 0; panel < 2; panel++, cachedKey += 256)
            {
                for (nint column = 0; column < 16; column++)
                {
                    cachedKey[column * 16] = key[panel * 192 + column];
                }
            }

            for (nint panel = 0; panel < 1; panel++, cachedValue += 256)
            {
                *(Vector256<float>*)cachedValue = *(Vector256<float>*)(value + panel * 192);
                *(Vector256<float>*)(cachedValue + 8) = *(Vector256<float>*)(value + panel * 192 + 8);
            }
        }
    }
}
