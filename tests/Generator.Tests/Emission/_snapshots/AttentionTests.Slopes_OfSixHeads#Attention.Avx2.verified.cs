/// <summary>
/// output = softmax(query x keys^T / sqrt(2)) x values over the positions from 0 to the last for 2 query heads.
/// Keys are cached transposed, 16 positions to a panel [16, 16]; values as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention2x2Group2Slopes6Positions16Row(
    float* query, float* keyCache, float* valueCache, float* scores, float* output, nint head, nint position)
{
    unchecked
    {
        // Each lane's number among 16 positions.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);

        // What a position of distance takes from the scores of each head.
        ReadOnlySpan<float> slopes =
        [
            0.25f, 0.0625f, 0.015625f, 0.00390625f, 0.5f, 0.125f,
        ];

        for (nint member = 0; member < 2; member++, query = &query[16], output = &output[16])
        {
            Vector256<float> slope = Broadcast(slopes[(int)((head * 2) + member)]);
            Vector256<float> greatest0 = Broadcast(float.NegativeInfinity);
            Vector256<float> greatest1 = Broadcast(float.NegativeInfinity);

            for (nint at = 0; at <= position; at += 16)
            {
                float* keys = &keyCache[at * 16];
                Vector256<float> sum0x0 = Vector256<float>.Zero;
                Vector256<float> sum0x1 = Vector256<float>.Zero;
                Vector256<float> sum1x0 = Vector256<float>.Zero;
                Vector256<float> sum1x1 = Vector256<float>.Zero;

                Vector256<float>* keysRows = (Vector256<float>*)keys;
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(query[0]), keysRows[0], sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(query[0]), keysRows[1], sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(query[1]), keysRows[2], sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(query[1]), keysRows[3], sum1x1);

                // Positions to come are not there yet.
                Vector256<float> last = Broadcast((float)(position - at));
                Vector256<float> score0 = Vector256.ConditionalSelect(
                    Vector256.LessThanOrEqual(lane0, last),
                    Vector256.FusedMultiplyAdd(-(last - lane0), slope, (sum0x0 + sum1x0) * Broadcast(0.70710677f)),
                    Broadcast(float.NegativeInfinity));
                Vector256<float> score1 = Vector256.ConditionalSelect(
                    Vector256.LessThanOrEqual(lane1, last),
                    Vector256.FusedMultiplyAdd(-(last - lane1), slope, (sum0x1 + sum1x1) * Broadcast(0.70710677f)),
                    Broadcast(float.NegativeInfinity));
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
}
