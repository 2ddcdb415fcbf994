/// <summary>
/// output = softmax(query x keys^T / sqrt(20)) x values over the positions from 0 to the last.
/// Keys are cached transposed, 16 positions to a panel [32, 16]; values as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention20x4Positions16Rows12(
    float* query, float* keyCache, float* valueCache, float* scores, float* output, nint position)
{
    unchecked
    {
        // Each lane's number among 16 positions.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        Vector256<float> greatest0 = Broadcast(float.NegativeInfinity);
        Vector256<float> greatest1 = Broadcast(float.NegativeInfinity);

        for (nint at = 0; at <= position; at += 16)
        {
            float* keys = &keyCache[at * 32];
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;

            Vector256<float>* keysRows = (Vector256<float>*)keys;
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[0]), keysRows[0], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[0]), keysRows[1], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[1]), keysRows[2], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[1]), keysRows[3], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[2]), keysRows[4], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[2]), keysRows[5], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[3]), keysRows[6], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[3]), keysRows[7], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[4]), keysRows[8], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[4]), keysRows[9], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[5]), keysRows[10], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[5]), keysRows[11], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[6]), keysRows[12], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[6]), keysRows[13], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[7]), keysRows[14], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[7]), keysRows[15], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[8]), keysRows[16], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[8]), keysRows[17], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[9]), keysRows[18], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[9]), keysRows[19], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[10]), keysRows[20], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[10]), keysRows[21], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[11]), keysRows[22], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[11]), keysRows[23], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[12]), keysRows[24], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[12]), keysRows[25], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[13]), keysRows[26], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[13]), keysRows[27], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[14]), keysRows[28], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[14]), keysRows[29], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[15]), keysRows[30], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[15]), keysRows[31], sum1x1);

            float* lastPart = &query[192];
            float* lastKeys = &keys[256];
            Vector256<float>* lastKeysRows = (Vector256<float>*)lastKeys;
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[0]), lastKeysRows[0], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[0]), lastKeysRows[1], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[1]), lastKeysRows[2], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[1]), lastKeysRows[3], sum1x1);
            sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[2]), lastKeysRows[4], sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[2]), lastKeysRows[5], sum0x1);
            sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[3]), lastKeysRows[6], sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(lastPart[3]), lastKeysRows[7], sum1x1);

            // Positions to come are not there yet.
            Vector256<float> last = Broadcast((float)(position - at));
            Vector256<float> score0 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane0, last), (sum0x0 + sum1x0) * Broadcast(0.2236068f), Broadcast(float.NegativeInfinity));
            Vector256<float> score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last), (sum0x1 + sum1x1) * Broadcast(0.2236068f), Broadcast(float.NegativeInfinity));
            greatest0 = Vector256.MaxNative(greatest0, score0);
            greatest1 = Vector256.MaxNative(greatest1, score1);
            Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
            scoresRow[0] = score0;
            scoresRow[1] = score1;
        }

        Vector256<float> maximum = Broadcast(Maximum(Vector256.MaxNative(greatest0, greatest1)));
        Vector256<float> total0 = Vector256<float>.Zero;
        Vector256<float> total1 = Vector256<float>.Zero;

        for (nint at = 0; at <= position; at += 16)
        {
            Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
            Vector256<float> p0 = ExpBounded(scoresRow[0] - maximum);
            Vector256<float> p1 = ExpBounded(scoresRow[1] - maximum);
            scoresRow[0] = p0;
            scoresRow[1] = p1;
            total0 += p0;
            total1 += p1;
        }

        Vector256<float> factor = Broadcast(1 / Vector256.Sum(total0 + total1));

        nint key = 0;
        Vector256<float> value0x0 = Vector256<float>.Zero;
        Vector256<float> value0x1 = Vector256<float>.Zero;
        Vector256<float> value1x0 = Vector256<float>.Zero;
        Vector256<float> value1x1 = Vector256<float>.Zero;
        Vector256<float> value2x0 = Vector256<float>.Zero;
        Vector256<float> value2x1 = Vector256<float>.Zero;
        Vector256<float> value3x0 = Vector256<float>.Zero;
        Vector256<float> value3x1 = Vector256<float>.Zero;

        float* values = valueCache;

        for (; key <= position - 3; key += 4, values = &values[64])
        {
            Vector256<float>* valuesRows = (Vector256<float>*)values;
            Vector256<float> p0 = Broadcast(scores[key]);
            value0x0 = Vector256.FusedMultiplyAdd(p0, valuesRows[0], value0x0);
            value0x1 = Vector256.FusedMultiplyAdd(p0, valuesRows[1], value0x1);
            Vector256<float> p1 = Broadcast(scores[key + 1]);
            value1x0 = Vector256.FusedMultiplyAdd(p1, valuesRows[2], value1x0);
            value1x1 = Vector256.FusedMultiplyAdd(p1, valuesRows[3], value1x1);
            Vector256<float> p2 = Broadcast(scores[key + 2]);
            value2x0 = Vector256.FusedMultiplyAdd(p2, valuesRows[4], value2x0);
            value2x1 = Vector256.FusedMultiplyAdd(p2, valuesRows[5], value2x1);
            Vector256<float> p3 = Broadcast(scores[key + 3]);
            value3x0 = Vector256.FusedMultiplyAdd(p3, valuesRows[6], value3x0);
            value3x1 = Vector256.FusedMultiplyAdd(p3, valuesRows[7], value3x1);
        }

        for (; key <= position; key++, values = &values[16])
        {
            Vector256<float>* valuesRows = (Vector256<float>*)values;
            Vector256<float> p0 = Broadcast(scores[key]);
            value0x0 = Vector256.FusedMultiplyAdd(p0, valuesRows[0], value0x0);
            value0x1 = Vector256.FusedMultiplyAdd(p0, valuesRows[1], value0x1);
        }

        Vector256<float>* outputRow = (Vector256<float>*)output;
        outputRow[0] = ((value0x0 + value1x0) + (value2x0 + value3x0)) * factor;
        outputRow[1] = ((value0x1 + value1x1) + (value2x1 + value3x1)) * factor;
    }
}

/// <summary>
/// Rows of keys and values go to their caches, from a position on. Keys are cached transposed, 16 positions to a panel [32, 16]; values
/// as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CacheRows32x16Positions16Rows12(
    float* key, float* value, float* keyCache, float* valueCache, nint position, nint rows)
{
    unchecked
    {
        for (nint end = position + rows; position < end; position++, key = &key[16], value = &value[16])
        {
            float* cachedKey = &keyCache[position / 16 * 512 + position % 16];
            float* cachedValue = &valueCache[position * 16];

            for (nint panel = 0, at = 0; panel < 2; panel++, at += 192, cachedKey = &cachedKey[256])
            {
                for (nint column = 0; column < 16; column++)
                {
                    cachedKey[column * 16] = key[at + column];
                }
            }

            Vector256<float>* valueRow = (Vector256<float>*)value;
            Vector256<float>* cachedValueRow = (Vector256<float>*)cachedValue;
            cachedValueRow[0] = valueRow[0];
            cachedValueRow[1] = valueRow[1];
        }
    }
}
