/// <summary>
/// output = softmax(30f * tanh(query x key^T * 0.25f / 30f) + mask) x value for one head and the rows of one sequence,
/// d_key 8, d_value 8; mask[keys, queries].
/// An online softmax (Milakov and Gimelshein 2018; Dao et al. 2022): scores exist for 16 queries and one block of keys only.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Attention8x8SoftCap30MaskScale0p25Keys12Rows12(
    float* query, float* key, float* value, float* output, nint start, nint length, nint keyStart, nint keyLength, float* mask,
    float* scratch)
{
    unchecked
    {
        float* queries = scratch; // [16, 16]: 16 queries, transposed and scaled
        float* scores = &scratch[256]; // [12, 16]: scores, then probabilities, of a block of keys
        float* sums = &scratch[448]; // [16, 16]: sums of values
        float* corrections = &scratch[704]; // [16]: what the sums so far are multiplied by; in the end the totals
        Vector256<float>* correctionsRow = (Vector256<float>*)corrections;
        float* zeros = stackalloc float[16]; // cleared; what sums are added to
        query = &query[start * 16];
        output = &output[start * 16];
        key = &key[keyStart * 16];
        value = &value[keyStart * 16];

        for (nint query0 = 0; query0 < length; query0 += 16)
        {
            Transpose(&query[query0 * 16], queries, 192, 16, 0.008333334f);
            nint seen = keyLength;

            // A query that sees no key: from a finite maximum, its probabilities and their sum are zero.
            Vector256<float> maximum0 = Broadcast(float.MinValue);
            Vector256<float> maximum1 = Broadcast(float.MinValue);
            Vector256<float> total0 = Vector256<float>.Zero;
            Vector256<float> total1 = Vector256<float>.Zero;
            new Span<float>(sums, 256).Clear();

            for (nint first = 0; first < seen; first += 12)
            {
                nint count = Math.Min(12, seen - first);
                float* masks = &mask[query0 * 12 + first * 16];

                for (nint tile = 0; tile < count; tile += 6)
                {
                    Tile(&key[(first + tile) * 16], queries, &scores[tile * 16], zeros, 0, 192, 8);
                }

                Vector256<float> greatest0 = maximum0;
                Vector256<float> greatest1 = maximum1;

                for (nint row = 0, at = 0; row < count; row++, at += 16)
                {
                    Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
                    Vector256<float>* masksRow = (Vector256<float>*)&masks[at];
                    Vector256<float> capped0 = Tanh(scoresRow[0]) * Broadcast(30f);
                    Vector256<float> capped1 = Tanh(scoresRow[1]) * Broadcast(30f);
                    Vector256<float> masked0 = capped0 + masksRow[0];
                    Vector256<float> masked1 = capped1 + masksRow[1];
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

            for (nint row = 0; row < Math.Min(16, length - query0); row++)
            {
                float total = corrections[row];
                float inverse = total == 0 ? 0 : 1 / total;
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
