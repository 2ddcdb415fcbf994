/// <summary>
/// output = softmax(query x key^T / sqrt(8) - slope * |i - j| + causal mask) x value for one head and the rows of one sequence,
/// d_key 8, d_value 8.
/// An online softmax (Milakov and Gimelshein 2018; Dao et al. 2022): scores exist for 16 queries and one block of keys only.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Attention8x8CausalSlopesStatisticsKeys12Rows12(
    float* query, float* key, float* value, float* output, float* scoreMaximum, float* inverseTotal, nint start, nint length,
    float slope, float* scratch)
{
    unchecked
    {
        float* queries = scratch; // [16, 16]: 16 queries, transposed and scaled
        float* scores = &scratch[256]; // [12, 16]: scores, then probabilities, of a block of keys
        float* sums = &scratch[448]; // [16, 16]: sums of values
        float* corrections = &scratch[704]; // [16]: what the sums so far are multiplied by; in the end the totals
        Vector256<float>* correctionsRow = (Vector256<float>*)corrections;
        float* zeros = stackalloc float[16]; // cleared; what sums are added to

        // Each lane's number among 16 queries.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        Vector256<float> slopes = Broadcast(slope);
        query = &query[start * 16];
        output = &output[start * 16];
        key = &key[start * 16];
        value = &value[start * 16];
        scoreMaximum = &scoreMaximum[start];
        inverseTotal = &inverseTotal[start];

        for (nint query0 = 0; query0 < length; query0 += 16)
        {
            Transpose(&query[query0 * 16], queries, 192, 16, 0.35355338f);
            nint seen = Math.Min(length, query0 + 16);
            Vector256<float> maximum0 = Broadcast(float.NegativeInfinity);
            Vector256<float> maximum1 = Broadcast(float.NegativeInfinity);
            Vector256<float> total0 = Vector256<float>.Zero;
            Vector256<float> total1 = Vector256<float>.Zero;

            for (nint first = 0; first < seen; first += 12)
            {
                nint count = Math.Min(12, seen - first);

                for (nint tile = 0; tile < count; tile += 6)
                {
                    Tile(&key[(first + tile) * 16], queries, &scores[tile * 16], zeros, 0, 192, 8);
                }

                Vector256<float> greatest0 = maximum0;
                Vector256<float> greatest1 = maximum1;

                for (nint row = 0, at = 0; row < count; row++, at += 16)
                {
                    Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
                    Vector256<float> position = Broadcast((float)(first + row - query0));
                    Vector256<float> masked0 = Vector256.ConditionalSelect(
                        Vector256.GreaterThanOrEqual(lane0, position),
                        Vector256.FusedMultiplyAdd(-Vector256.Abs(lane0 - position), slopes, scoresRow[0]),
                        Broadcast(float.NegativeInfinity));
                    Vector256<float> masked1 = Vector256.ConditionalSelect(
                        Vector256.GreaterThanOrEqual(lane1, position),
                        Vector256.FusedMultiplyAdd(-Vector256.Abs(lane1 - position), slopes, scoresRow[1]),
                        Broadcast(float.NegativeInfinity));
                    scoresRow[0] = masked0;
                    scoresRow[1] = masked1;
                    greatest0 = Vector256.MaxNative(greatest0, masked0);
                    greatest1 = Vector256.MaxNative(greatest1, masked1);
                }

                // What was summed so far was relative to a smaller maximum.
                Vector256<float> correction0 = ExpBounded(maximum0 - greatest0);
                Vector256<float> correction1 = ExpBounded(maximum1 - greatest1);
                total0 *= correction0;
                total1 *= correction1;
                maximum0 = greatest0;
                maximum1 = greatest1;
                correctionsRow[0] = correction0;
                correctionsRow[1] = correction1;

                for (nint row = 0, at = 0; row < count; row++, at += 16)
                {
                    Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
                    Vector256<float> p0 = ExpBounded(scoresRow[0] - maximum0);
                    Vector256<float> p1 = ExpBounded(scoresRow[1] - maximum1);
                    total0 += p0;
                    total1 += p1;
                    scoresRow[0] = p0;
                    scoresRow[1] = p1;
                }

                if (first > 0)
                {
                    for (nint row = 0; row < 16; row++)
                    {
                        // Row r of sums belongs to query r.
                        Vector256<float> factor = Broadcast(corrections[row]);
                        Vector256<float>* sumsRow = (Vector256<float>*)&sums[row * 16];
                        sumsRow[0] *= factor;
                        sumsRow[1] *= factor;
                    }
                }

                OuterPanel(scores, &value[first * 16], sums, count, first > 0);
            }

            correctionsRow[0] = total0;
            correctionsRow[1] = total1;
            // The queries are done with: the maxima take their place.
            Vector256<float>* queriesRow = (Vector256<float>*)queries;
            queriesRow[0] = maximum0;
            queriesRow[1] = maximum1;

            for (nint row = 0; row < Math.Min(16, length - query0); row++)
            {
                float total = corrections[row];
                float inverse = 1 / total;
                scoreMaximum[query0 + row] = queries[row];
                inverseTotal[query0 + row] = inverse;
                Vector256<float> factor = Broadcast(inverse);
                float* from = &sums[row * 16];
                float* to = &output[(query0 + row) * 16];

                Vector256<float>* fromRow = (Vector256<float>*)from;
                Vector256<float>* toRow = (Vector256<float>*)to;
                toRow[0] = fromRow[0] * factor;
                toRow[1] = fromRow[1] * factor;
            }
        }
    }
}

/// <summary>
/// output = softmax(query x keys^T / sqrt(8)) x values over the positions from 0 to the last.
/// Keys are cached transposed, 16 positions to a panel [16, 16]; values as panels [16, 16].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention8x8Slopes1Positions16Row(
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
            0.00390625f,
        ];
        Vector256<float> slope = Broadcast(slopes[(int)head]);
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
                Vector256.LessThanOrEqual(lane0, last),
                Vector256.FusedMultiplyAdd(-(last - lane0), slope, (sum0x0 + sum1x0) * Broadcast(0.35355338f)),
                Broadcast(float.NegativeInfinity));
            Vector256<float> score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last),
                Vector256.FusedMultiplyAdd(-(last - lane1), slope, (sum0x1 + sum1x1) * Broadcast(0.35355338f)),
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
