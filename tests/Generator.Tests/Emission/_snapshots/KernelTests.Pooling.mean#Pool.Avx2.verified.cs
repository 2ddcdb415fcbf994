/// <summary>output[row] = the mean of lengths[row] rows of input from starts[row] on, 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PoolMean8Rows12(float* input, int* starts, int* lengths, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint i = row; i < row + rows; i++)
        {
            float* x = &input[(nint)starts[i] * 16];
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;

            for (nint at = 0, end = (nint)lengths[i] * 16; at < end; at += 16)
            {
                Vector256<float>* xRow = (Vector256<float>*)&x[at];
                sum0 += xRow[0];
                sum1 += xRow[1];
            }

            Vector256<float>* outputRow = (Vector256<float>*)&output[i * 16];
            Vector256<float> length = Broadcast((float)lengths[i]);
            outputRow[0] = sum0 / length;
            outputRow[1] = sum1 / length;
        }
    }
}

/// <summary>result[row] = outputGradient[sequences[row]] / lengths[sequences[row]], 8 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PoolMeanGradient8Rows12(float* outputGradient, int* sequences, int* lengths, float* result, nint row, nint rows)
{
    unchecked
    {
        for (nint i = row; i < row + rows; i++)
        {
            nint sequence = sequences[i];
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[sequence * 16];
            Vector256<float>* resultRow = (Vector256<float>*)&result[i * 16];
            Vector256<float> length = Broadcast((float)lengths[sequence]);
            resultRow[0] = outputGradientRow[0] / length;
            resultRow[1] = outputGradientRow[1] / length;
        }
    }
}
