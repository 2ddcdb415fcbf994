/// <summary>
/// weights[query, key] = softmax(query x key^T / sqrt(20)) for one head,
/// keys up to the query in a window of 3; other keys have 0. Rows of weights have 4 columns.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void AttentionWeights20CachedCausalWindow3Positions4Rows12(
    float* query, float* keys, float* weights, nint position, nint rows)
{
    unchecked
    {
        weights = &weights[position * 4];

        for (nint row = 0; row < rows; row++, query = &query[16], weights = &weights[4])
        {
            nint at = position + row;
            nint begin = Math.Max(0, at - 2);
            nint end = at + 1;
            double greatest = double.NegativeInfinity;
            new Span<float>(weights, 4).Clear();

            for (nint key = begin; key < end; key++)
            {
                double product = 0;

                for (nint column = 0; column < 20; column++)
                {
                    product += (double)query[(column / 16 * 192) + (column % 16)] * keys[((key / 16 * 32) + column) * 16 + key % 16];
                }

                double score = product * 0.2236068f;
                weights[key] = (float)score;
                greatest = Math.Max(greatest, score);
            }

            double total = 0;

            for (nint key = begin; key < end; key++)
            {
                total += Math.Exp(weights[key] - greatest);
            }

            for (nint key = begin; key < end; key++)
            {
                weights[key] = (float)(Math.Exp(weights[key] - greatest) / total);
            }
        }
    }
}
