/// <summary>
/// choices[2, row] = the experts of 4 with the greatest logits, of equal ones those with lower numbers;
/// weights[2, row] = softmax(logits) there, divided by its sum over them.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Route2Of4NormalizedRows12(float* logits, int* choices, float* weights, nint row, nint rows)
{
    unchecked
    {
        float* z = stackalloc float[16]; // the logits of a row, then their exponentials
        int* order = stackalloc int[4]; // all experts, those of the row in front

        for (nint end = row + rows; row < end; row++)
        {
            Vector256<float>* logitsRow = (Vector256<float>*)&logits[row * 16];
            Vector256<float>* zRow = (Vector256<float>*)z;
            zRow[0] = logitsRow[0];
            zRow[1] = logitsRow[1];

            for (int expert = 0; expert < 4; expert++)
            {
                order[expert] = expert;
            }

            for (int choice = 0; choice < 2; choice++)
            {
                int best = choice;

                for (int other = choice + 1; other < 4; other++)
                {
                    float one = z[order[other]];
                    float greatest = z[order[best]];

                    // What is no number comes first, so that it is not passed over.
                    bool isGreater = one > greatest || (float.IsNaN(one) && !float.IsNaN(greatest));

                    if (isGreater || (one == greatest && order[other] < order[best]))
                    {
                        best = other;
                    }
                }

                (order[choice], order[best]) = (order[best], order[choice]);
                choices[choice * 12 + row] = order[choice];
            }

            Vector256<float> maximum = Broadcast(z[order[0]]);

            // One panel of 4 columns.
            Vector256<float> e0 = Vector256.ConditionalSelect(
                Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), ExpBounded(zRow[0] - maximum), Vector256<float>.Zero);
            Vector256<float> e1 = Vector256<float>.Zero;
            zRow[0] = e0;
            zRow[1] = e1;

            float sum = 0;

            for (int choice = 0; choice < 2; choice++)
            {
                sum += z[order[choice]];
            }

            for (int choice = 0; choice < 2; choice++)
            {
                weights[choice * 12 + row] = z[order[choice]] / sum;
            }
        }
    }
}

/// <summary>
/// result = w * (g - sum(w * g)) at the choices of each row, with their weights w = p / sum(p) and the gradient g of these;
/// p = softmax(logits) over 4 experts.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Route2Of4GradientNormalizedRows12(
    float* logits, int* choices, float* weightGradient, float* result, nint row, nint rows)
{
    unchecked
    {
        float* p = stackalloc float[16]; // exp(z - max) of a row, softmax but for a factor

        for (nint end = row + rows; row < end; row++)
        {
            Vector256<float>* logitsRow = (Vector256<float>*)&logits[row * 16];
            Vector256<float>* pRow = (Vector256<float>*)p;
            pRow[0] = logitsRow[0];
            pRow[1] = logitsRow[1];
            Vector256<float> maximum = Broadcast(p[choices[row]]);

            // One panel of 4 columns.
            Vector256<float> e0 = Vector256.ConditionalSelect(
                Vector256.Create(-1, -1, -1, -1, 0, 0, 0, 0).AsSingle(), ExpBounded(pRow[0] - maximum), Vector256<float>.Zero);
            Vector256<float> e1 = Vector256<float>.Zero;
            pRow[0] = e0;
            pRow[1] = e1;

            Vector256<float>* resultRow = (Vector256<float>*)&result[row * 16];
            resultRow[0] = Vector256<float>.Zero;
            resultRow[1] = Vector256<float>.Zero;

            float chosen = 0;
            float product = 0;

            for (int choice = 0; choice < 2; choice++)
            {
                float e = p[choices[choice * 12 + row]];
                chosen += e;
                product += e * weightGradient[choice * 12 + row];
            }

            for (int choice = 0; choice < 2; choice++)
            {
                int expert = choices[choice * 12 + row];
                float weight = p[expert] / chosen;
                result[row * 16 + expert] += weight * (weightGradient[choice * 12 + row] - (product / chosen));
            }
        }
    }
}

/// <summary>output[place] = input[sources[place] % 12], 8 columns: the row of each pair.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Gather8Rows12Pairs36(float* input, int* sources, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint place = row; place < row + rows; place++)
        {
            Vector256<float>* inputRow = (Vector256<float>*)&input[sources[place] % 12 * 16];
            Vector256<float>* outputRow = (Vector256<float>*)&output[place * 16];
            outputRow[0] = inputRow[0];
            outputRow[1] = inputRow[1];
        }
    }
}

/// <summary>output[row] = residual[row] + sum over 2 choices of weights[choice, row] * input[places[choice, row]], 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Combine2x8WeightedResidualRows12Pairs36(
    float* input, int* places, float* weights, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint at = row; at < row + rows; at++)
        {
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at * 16];
            Vector256<float>* outputRow = (Vector256<float>*)&output[at * 16];
            Vector256<float> sum0 = residualRow[0];
            Vector256<float> sum1 = residualRow[1];

            for (nint choice = 0; choice < 2; choice++)
            {
                Vector256<float>* inputRow = (Vector256<float>*)&input[places[choice * 12 + at] * 16];
                Vector256<float> weight = Broadcast(weights[choice * 12 + at]);
                sum0 = Vector256.FusedMultiplyAdd(weight, inputRow[0], sum0);
                sum1 = Vector256.FusedMultiplyAdd(weight, inputRow[1], sum1);
            }

            outputRow[0] = sum0;
            outputRow[1] = sum1;
        }
    }
}

/// <summary>
/// result[place] = weights[pair] * outputGradient[row] and weightGradient[pair] = sum(outputGradient[row] * input[place]),
/// 8 columns; pair = sources[place], row = pair % 12.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CombineGradient8Rows12Pairs36(
    float* outputGradient, float* input, int* sources, float* weights, float* result, float* weightGradient, nint row, nint rows)
{
    unchecked
    {
        for (nint place = row; place < row + rows; place++)
        {
            int pair = sources[place];
            nint from = pair % 12 * 16;
            Vector256<float> weight = Broadcast(weights[pair]);
            Vector256<float> products = Vector256<float>.Zero;

            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[from];
            Vector256<float>* inputRow = (Vector256<float>*)&input[place * 16];
            Vector256<float>* resultRow = (Vector256<float>*)&result[place * 16];
            products = Vector256.FusedMultiplyAdd(outputGradientRow[0], inputRow[0], products);
            products = Vector256.FusedMultiplyAdd(outputGradientRow[1], inputRow[1], products);
            resultRow[0] = weight * outputGradientRow[0];
            resultRow[1] = weight * outputGradientRow[1];

            weightGradient[pair] = Vector256.Sum(products);
        }
    }
}
