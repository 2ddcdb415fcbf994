/// <summary>output[row] = table[tokens[row]] * 2.828427f, 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Embedding16x8Scale2p828427Rows12(float* table, int* tokens, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* token = &table[(nint)tokens[row] * 16];
            float* x = &output[row * 16];

            Vector256<float>* tokenRow = (Vector256<float>*)token;
            Vector256<float>* xRow = (Vector256<float>*)x;
            xRow[0] = (tokenRow[0] * Broadcast(2.828427f));
            xRow[1] = (tokenRow[1] * Broadcast(2.828427f));
        }
    }
}

/// <summary>gradient[indices[row], 0..15] += outputGradient[row, 0..15] * 2.828427f for one panel of a table; rows in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void EmbeddingGradientScale2p828427(
    float* outputGradient, int* indices, float* gradient, nint tableRows, nint rows, bool accumulate)
{
    unchecked
    {
        if (!accumulate)
        {
            new Span<float>(gradient, (int)tableRows * 16).Clear();
        }

        for (nint row = 0, at = 0; row < rows; row++, at += 16)
        {
            float* sum = &gradient[(nint)indices[row] * 16];
            Vector256<float>* sumRow = (Vector256<float>*)sum;
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
            sumRow[0] += outputGradientRow[0] * Broadcast(2.828427f);
            sumRow[1] += outputGradientRow[1] * Broadcast(2.828427f);
        }
    }
}
