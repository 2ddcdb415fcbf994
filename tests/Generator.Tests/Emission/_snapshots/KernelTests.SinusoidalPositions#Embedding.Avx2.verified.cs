/// <summary>output[row] = table[tokens[row]] + positionTable[positions[row]], 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Embedding16x8Positions4Rows12(
    float* table, int* tokens, float* positionTable, int* positions, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* token = &table[(nint)tokens[row] * 16];
            float* position = &positionTable[(nint)positions[row] * 16];
            float* x = &output[row * 16];

            Vector256<float>* tokenRow = (Vector256<float>*)token;
            Vector256<float>* positionRow = (Vector256<float>*)position;
            Vector256<float>* xRow = (Vector256<float>*)x;
            xRow[0] = tokenRow[0] + positionRow[0];
            xRow[1] = tokenRow[1] + positionRow[1];
        }
    }
}
