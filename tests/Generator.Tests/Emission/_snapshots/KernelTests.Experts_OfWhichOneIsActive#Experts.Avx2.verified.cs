/// <summary>
/// places[1, row] = where the pair of a row and its choice stands: experts in their order, the rows of each in theirs,
/// from a multiple of 4 on; sources[place] is the pair. groups = [the first place of every expert, its rows];
/// items = the number of blocks of at most blockRows rows, and of each the expert, the first place and the rows.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Group1Of20Rows12(int* choices, int* places, int* sources, int* groups, int* items, nint rows, nint blockRows)
{
    unchecked
    {
        int* counts = &groups[20];
        new Span<int>(counts, 20).Clear();

        for (nint choice = 0; choice < 1; choice++)
        {
            for (nint row = 0; row < rows; row++)
            {
                counts[choices[choice * 12 + row]]++;
            }
        }

        int* free = stackalloc int[20];
        int* item = &items[1];
        int start = 0;
        items[0] = 0;

        for (int expert = 0; expert < 20; expert++)
        {
            groups[expert] = start;
            free[expert] = start;

            for (int row = 0; row < counts[expert]; row += (int)blockRows, item += 3)
            {
                item[0] = expert;
                item[1] = start + row;
                item[2] = Math.Min((int)blockRows, counts[expert] - row);
                items[0]++;
            }

            start += (counts[expert] + 3) / 4 * 4;
        }

        // Each pair to the next free place of its expert.
        for (nint row = 0; row < rows; row++)
        {
            for (nint choice = 0; choice < 1; choice++)
            {
                nint pair = choice * 12 + row;
                int place = free[choices[pair]]++;
                places[pair] = place;
                sources[place] = (int)pair;
            }
        }
    }
}

/// <summary>
/// result = p * (g - sum(p * g)) with the gradient g of the weights at the choices of each row;
/// p = softmax(logits) over 20 experts.
/// Load balancing adds 0.01f * 20 * labels / (layers * positions)^2 * p * (n - sum(p * n)),
/// with the number n of positions that an expert has in all layers.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Route1Of20GradientBalance0p01Rows12(
    float* logits, int* choices, float* weightGradient, float* result, float* groups, nint layers, nint layerStride, nint positions,
    nint labels, nint row, nint rows)
{
    unchecked
    {
        float* p = stackalloc float[32]; // exp(z - max) of a row, softmax but for a factor
        float* g = stackalloc float[32]; // the gradient of softmax
        float* slopes = stackalloc float[32]; // the gradient of balancing, alike in all rows
        float all = (float)(layers * positions);
        float even = (float)positions / 20; // a fair share; softmax does not feel what all have
        new Span<float>(slopes, 32).Clear();

        for (nint layer = 0; layer < layers; layer++)
        {
            int* counts = (int*)&groups[layer * layerStride + 20];

            for (int expert = 0; expert < 20; expert++)
            {
                slopes[expert] += 0.19999999f * labels / (all * all) * (counts[expert] - even);
            }
        }

        for (nint end = row + rows; row < end; row++)
        {
            for (nint panel = 0; panel < 2; panel++)
            {
                Vector256<float>* logitsRow = (Vector256<float>*)&logits[panel * 192 + row * 16];
                Vector256<float>* pRow = (Vector256<float>*)&p[panel * 16];
                pRow[0] = logitsRow[0];
                pRow[1] = logitsRow[1];
            }

            Vector256<float> maximum = Broadcast(p[choices[row]]);
            Vector256<float> sums = Vector256<float>.Zero;

            // The first panel.
            {
                const nint at = 0;
                Vector256<float>* pRow = (Vector256<float>*)&p[at];
                Vector256<float> e0 = ExpBounded(pRow[0] - maximum);
                Vector256<float> e1 = ExpBounded(pRow[1] - maximum);
                pRow[0] = e0;
                pRow[1] = e1;
                sums += e0 + e1;
            }

            // The last panel has 4 columns.
            {
                const nint at = 16;
                Vector256<float>* pRow = (Vector256<float>*)&p[at];
                Vector256<float> e0 = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), ExpBounded(pRow[0] - maximum), Vector256<float>.Zero);
                Vector256<float> e1 = Vector256<float>.Zero;
                pRow[0] = e0;
                pRow[1] = e1;
                sums += e0 + e1;
            }

            float sum = Vector256.Sum(sums);

            new Span<float>(slopes, 32).CopyTo(new Span<float>(g, 32));

            for (int choice = 0; choice < 1; choice++)
            {
                g[choices[choice * 12 + row]] += weightGradient[choice * 12 + row];
            }

            Vector256<float> products = Vector256<float>.Zero;

            for (nint panel = 0; panel < 2; panel++)
            {
                Vector256<float>* pRow = (Vector256<float>*)&p[panel * 16];
                Vector256<float>* gRow = (Vector256<float>*)&g[panel * 16];
                products = Vector256.FusedMultiplyAdd(pRow[0], gRow[0], products);
                products = Vector256.FusedMultiplyAdd(pRow[1], gRow[1], products);
            }

            Vector256<float> mean = Broadcast(Vector256.Sum(products) / sum);
            Vector256<float> scale = Broadcast(1 / sum);

            for (nint panel = 0; panel < 2; panel++)
            {
                Vector256<float>* pRow = (Vector256<float>*)&p[panel * 16];
                Vector256<float>* gRow = (Vector256<float>*)&g[panel * 16];
                Vector256<float>* resultRow = (Vector256<float>*)&result[panel * 192 + row * 16];
                resultRow[0] = pRow[0] * scale * (gRow[0] - mean);
                resultRow[1] = pRow[1] * scale * (gRow[1] - mean);
            }
        }
    }
}
