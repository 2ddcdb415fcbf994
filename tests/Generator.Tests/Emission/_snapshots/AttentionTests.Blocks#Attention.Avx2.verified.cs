/// <summary>
/// Rows of keys and values go to their caches, from a position on. Keys are cached transposed, 16 positions to a panel [16, 16]; values
/// as panels [96, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CacheRows16x16Positions96Blocks3x16Rows12(
    float* key, float* value, float* keyCache, float* valueCache, int* blocks, nint slot, nint position, nint rows)
{
    unchecked
    {
        blocks = &blocks[slot * 3];

        for (nint end = position + rows; position < end; position++, key = &key[16], value = &value[16])
        {
            nint row = (nint)blocks[position / 16] * 16 + position % 16;
            float* cachedKey = &keyCache[row / 16 * 256 + row % 16];
            float* cachedValue = &valueCache[row * 16];

            for (nint column = 0; column < 16; column++)
            {
                cachedKey[column * 16] = key[column];
            }

            Vector256<float>* valueRow = (Vector256<float>*)value;
            Vector256<float>* cachedValueRow = (Vector256<float>*)cachedValue;
            cachedValueRow[0] = valueRow[0];
            cachedValueRow[1] = valueRow[1];
        }
    }
}

/// <summary>
/// output = softmax(query x keys^T / sqrt(8)) x values over the positions from 0 to the last.
/// Keys are cached transposed, 16 positions to a panel [16, 16]; values as panels [96, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention8x8Positions96Blocks3x16Rows12(
    float* query, float* keyCache, float* valueCache, float* scores, float* output, int* blocks, nint slot, nint position)
{
    unchecked
    {
        // Each lane's number among 16 positions.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        blocks = &blocks[slot * 3];
        Vector256<float> greatest0 = Broadcast(float.NegativeInfinity);
        Vector256<float> greatest1 = Broadcast(float.NegativeInfinity);

        for (nint at = 0; at <= position; at += 16)
        {
            float* keys = &keyCache[((nint)blocks[at / 16] * 16 + at % 16) * 16];
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

            // Positions to come are not there yet.
            Vector256<float> last = Broadcast((float)(position - at));
            Vector256<float> score0 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane0, last), (sum0x0 + sum1x0) * Broadcast(0.35355338f), Broadcast(float.NegativeInfinity));
            Vector256<float> score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last), (sum0x1 + sum1x1) * Broadcast(0.35355338f), Broadcast(float.NegativeInfinity));
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

        while (key <= position)
        {
            nint last = Math.Min(position, (key / 16 + 1) * 16 - 1);
            float* values = &valueCache[((nint)blocks[key / 16] * 16 + key % 16) * 16];

            for (; key <= last - 3; key += 4, values = &values[64])
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

            for (; key <= last; key++, values = &values[16])
            {
                Vector256<float>* valuesRows = (Vector256<float>*)values;
                Vector256<float> p0 = Broadcast(scores[key]);
                value0x0 = Vector256.FusedMultiplyAdd(p0, valuesRows[0], value0x0);
                value0x1 = Vector256.FusedMultiplyAdd(p0, valuesRows[1], value0x1);
            }
        }

        Vector256<float>* outputRow = (Vector256<float>*)output;
        outputRow[0] = ((value0x0 + value1x0) + (value2x0 + value3x0)) * factor;
        outputRow[1] = ((value0x1 + value1x1) + (value2x1 + value3x1)) * factor;
    }
}
