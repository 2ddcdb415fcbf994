/// <summary>
/// With P = exp(score - scoreMaximum) * inverseTotal: dP = dO V^T, dS = P * (dP - rowsum(P * dP)),
/// dQ = dS K / sqrt(2), dK = dS^T Q / sqrt(2), dV = P^T dO for one head and the rows of one sequence. Dao et al. 2022.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void AttentionGradient2x2CausalSharedLength4Rows12(
    float* query, float* key, float* value, float* scoreMaximum, float* inverseTotal, float* outputGradient, float* queryGradient,
    float* keyGradient, float* valueGradient, nint start, nint length, bool accumulate, float* scratch)
{
    unchecked
    {
        float* queries = scratch; // [16, 16]: 16 queries, transposed and scaled
        float* gradients = &scratch[256]; // [16, 16]: 16 output gradients, transposed
        float* probabilities = &scratch[512]; // [12, 16]: of a block of keys and a group of queries
        float* scoreGradients = &scratch[704]; // [12, 16]: likewise
        float* keySums = &scratch[896]; // [12, 16]: the gradients of a block of keys
        float* valueSums = &scratch[1088]; // [12, 16]: the gradients of their values
        float* querySums = &scratch[1280]; // [16, 16]: of 16 queries, a panel of their gradients
        float* zeros = stackalloc float[16]; // cleared; what sums are added to

        // Each lane's number among 16 queries.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        query = &query[start * 16];
        key = &key[start * 16];
        value = &value[start * 16];
        outputGradient = &outputGradient[start * 16];
        queryGradient = &queryGradient[start * 16];
        keyGradient = &keyGradient[start * 16];
        valueGradient = &valueGradient[start * 16];
        scoreMaximum = &scoreMaximum[start];
        inverseTotal = &inverseTotal[start];

        for (nint first = 0; first < length; first += 12)
        {
            nint count = Math.Min(12, length - first);
            new Span<float>(keySums, 192).Clear();
            new Span<float>(valueSums, 192).Clear();

            // Another query head of the same keys and values has been here.
            if (accumulate)
            {
                new Span<float>(&keyGradient[first * 16], (int)count * 16).CopyTo(new Span<float>(keySums, (int)count * 16));
                new Span<float>(&valueGradient[first * 16], (int)count * 16).CopyTo(new Span<float>(valueSums, (int)count * 16));
            }

            for (nint group = first / 16 * 16; group < length; group += 16)
            {
                nint queryCount = Math.Min(16, length - group);

                for (nint query0 = Math.Max(group, first / 16 * 16); query0 < group + queryCount; query0 += 16)
                {
                    nint seen = Math.Min(count, query0 + 16 - first);
                    float* p = &probabilities[(query0 - group) * 12];
                    float* dS = &scoreGradients[(query0 - group) * 12];
                    Transpose(&query[query0 * 16], queries, 192, 16, 0.70710677f);
                    Transpose(&outputGradient[query0 * 16], gradients, 192, 16, 1f);

                    nint tiled = 0;

                    for (; tiled < seen; tiled += 6)
                    {
                        Tile(&key[(first + tiled) * 16], queries, &p[tiled * 16], zeros, 0, 192, 2);
                        Tile(&value[(first + tiled) * 16], gradients, &dS[tiled * 16], zeros, 0, 192, 2);
                    }

                    Vector256<float>* scoreMaximumRow = (Vector256<float>*)&scoreMaximum[query0];
                    Vector256<float>* inverseTotalRow = (Vector256<float>*)&inverseTotal[query0];
                    Vector256<float> maximum0 = scoreMaximumRow[0];
                    Vector256<float> maximum1 = scoreMaximumRow[1];
                    Vector256<float> inverse0 = inverseTotalRow[0];
                    Vector256<float> inverse1 = inverseTotalRow[1];
                    Vector256<float> delta0 = Vector256<float>.Zero;
                    Vector256<float> delta1 = Vector256<float>.Zero;

                    for (nint row = 0, at = 0; row < seen; row++, at += 16)
                    {
                        Vector256<float>* pRow = (Vector256<float>*)&p[at];
                        Vector256<float>* dSRow = (Vector256<float>*)&dS[at];
                        Vector256<float> position = Broadcast((float)(first + row - query0));
                        Vector256<float> probability0 = Vector256.ConditionalSelect(
                            Vector256.GreaterThanOrEqual(lane0, position), ExpBounded(pRow[0] - maximum0) * inverse0,
                            Vector256<float>.Zero);
                        Vector256<float> probability1 = Vector256.ConditionalSelect(
                            Vector256.GreaterThanOrEqual(lane1, position), ExpBounded(pRow[1] - maximum1) * inverse1,
                            Vector256<float>.Zero);
                        Vector256<float> gradient0 = dSRow[0];
                        Vector256<float> gradient1 = dSRow[1];
                        pRow[0] = probability0;
                        pRow[1] = probability1;
                        delta0 = Vector256.FusedMultiplyAdd(probability0, gradient0, delta0);
                        delta1 = Vector256.FusedMultiplyAdd(probability1, gradient1, delta1);
                    }

                    for (nint row = 0, at = 0; row < seen; row++, at += 16)
                    {
                        Vector256<float>* pRow = (Vector256<float>*)&p[at];
                        Vector256<float>* dSRow = (Vector256<float>*)&dS[at];
                        Vector256<float> probability0 = pRow[0];
                        Vector256<float> probability1 = pRow[1];
                        Vector256<float> gradient0 = dSRow[0];
                        Vector256<float> gradient1 = dSRow[1];
                        dSRow[0] = probability0 * (gradient0 - delta0) * Broadcast(0.70710677f);
                        dSRow[1] = probability1 * (gradient1 - delta1) * Broadcast(0.70710677f);
                    }

                    // Tiles reach past the keys that any of the 16 queries sees.
                    for (nint at = seen * 16; at < tiled * 16; at += 16)
                    {
                        Vector256<float>* pRow = (Vector256<float>*)&p[at];
                        Vector256<float>* dSRow = (Vector256<float>*)&dS[at];
                        pRow[0] = Vector256<float>.Zero;
                        pRow[1] = Vector256<float>.Zero;
                        dSRow[0] = Vector256<float>.Zero;
                        dSRow[1] = Vector256<float>.Zero;
                    }

                    // dQ = dS K; only the sequence's own rows are written.
                    OuterPanel(dS, &key[first * 16], querySums, seen, false);
                    float* to = &queryGradient[query0 * 16];

                    for (nint at = 0; at < Math.Min(16, length - query0) * 16; at += 16)
                    {
                        Vector256<float>* querySumsRow = (Vector256<float>*)&querySums[at];
                        Vector256<float>* toRow = (Vector256<float>*)&to[at];
                        Vector256<float> sum0 = querySumsRow[0];
                        Vector256<float> sum1 = querySumsRow[1];

                        if (first > 0)
                        {
                            sum0 += toRow[0];
                            sum1 += toRow[1];
                        }

                        toRow[0] = sum0;
                        toRow[1] = sum1;
                    }
                }

                // dK += dS^T Q, dV += P^T dO over the group; a key is seen from its own position on.
                for (nint tile = 0; tile < count; tile += 6)
                {
                    nint skipped = Math.Max(0, (first + tile - group) / 16 * 16);
                    nint depth = queryCount - skipped;

                    if (depth <= 0)
                    {
                        continue;
                    }

                    float* keySum = &keySums[tile * 16];
                    Tile(&scoreGradients[skipped * 12 + tile * 16], &query[(group + skipped) * 16], keySum, keySum, 16, 192, depth);
                    float* valueSum = &valueSums[tile * 16];
                    Tile(
                        &probabilities[skipped * 12 + tile * 16], &outputGradient[(group + skipped) * 16], valueSum, valueSum, 16, 192,
                        depth);
                }
            }

            new Span<float>(keySums, (int)count * 16).CopyTo(new Span<float>(&keyGradient[first * 16], (int)count * 16));
            new Span<float>(valueSums, (int)count * 16).CopyTo(new Span<float>(&valueGradient[first * 16], (int)count * 16));
        }
    }
}
