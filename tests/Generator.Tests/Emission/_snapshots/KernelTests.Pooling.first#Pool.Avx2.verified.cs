/// <summary>output[row] = input[starts[row]], 8 columns: the first row of each sequence.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PoolFirst8Rows12(float* input, int* starts, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint i = row; i < row + rows; i++)
        {
            Vector256<float>* inputRow = (Vector256<float>*)&input[(nint)starts[i] * 16];
            Vector256<float>* outputRow = (Vector256<float>*)&output[i * 16];
            outputRow[0] = inputRow[0];
            outputRow[1] = inputRow[1];
        }
    }
}

/// <summary>result[row] = outputGradient[sequences[row]] where row is the first of its sequence, 0 elsewhere; 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PoolFirstGradient8Rows12(float* outputGradient, int* sequences, int* positions, float* result, nint row, nint rows)
{
    unchecked
    {
        for (nint i = row; i < row + rows; i++)
        {
            nint sequence = sequences[i];
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[sequence * 16];
            Vector256<float>* resultRow = (Vector256<float>*)&result[i * 16];

            if (positions[i] == 0)
            {
                resultRow[0] = outputGradientRow[0];
                resultRow[1] = outputGradientRow[1];
            }
            else
            {
                resultRow[0] = Vector256<float>.Zero;
                resultRow[1] = Vector256<float>.Zero;
            }
        }
    }
}
