/// <summary>
/// output = softmax(query x key^T / sqrt(8) + causal mask) x value for one head and the rows of one sequence,
/// d_key 8, d_value 8.
/// An online softmax (Milakov and Gimelshein 2018; Dao et al. 2022): scores exist for 16 queries and one block of keys only.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Attention8x8CausalDropout0p1StatisticsKeys12Rows12(
    float* query, float* key, float* value, float* output, float* scoreMaximum, float* inverseTotal, nint start, nint length, uint site,
    uint sequence, uint head, DropoutKey dropout, float* scratch)
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
        uint place = site << 24;
        uint owner = (site >> 8 << 24) | sequence;
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
            uint block = (head << 22) | ((uint)query0 / 4);
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

                // Keys up to the first query are seen by all 16; a later one by the queries from its own position on.
                nint whole = Math.Clamp(query0 - first + 1, 0, count);
                Vector256<float> greatest0 = maximum0;
                Vector256<float> greatest1 = maximum1;

                for (nint at = 0; at < whole * 16; at += 16)
                {
                    Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
                    greatest0 = Vector256.MaxNative(greatest0, scoresRow[0]);
                    greatest1 = Vector256.MaxNative(greatest1, scoresRow[1]);
                }

                for (nint row = whole, at = whole * 16; row < count; row++, at += 16)
                {
                    Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
                    Vector256<float> position = Broadcast((float)(first + row - query0));
                    Vector256<float> masked0 = Vector256.ConditionalSelect(
                        Vector256.GreaterThanOrEqual(lane0, position), scoresRow[0], Broadcast(float.NegativeInfinity));
                    Vector256<float> masked1 = Vector256.ConditionalSelect(
                        Vector256.GreaterThanOrEqual(lane1, position), scoresRow[1], Broadcast(float.NegativeInfinity));
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

                    if (dropout.IsActive)
                    {
                        p0 *= Dropout0p1(dropout.SeedLow, dropout.SeedHigh, block, place | (uint)(first + row), owner, dropout.Step);
                        p1 *= Dropout0p1(
                            dropout.SeedLow, dropout.SeedHigh, block + 2, place | (uint)(first + row), owner, dropout.Step);
                    }

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
