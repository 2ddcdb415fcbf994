/// <summary>
/// patches[row] = the 3 x 3 x 3 numbers of a patch of image sequences[row], [3, 6, 9];
/// zeros at position 0, where the class token stands.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Patches3x6x9By3Rows36(float* pixels, int* sequences, int* positions, float* patches, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* patch = &patches[row * 16];

            if (positions[row] == 0)
            {
                for (nint panel = 0; panel < 2; panel++, patch = &patch[576])
                {
                    new Span<float>(patch, 16).Clear();
                }

                continue;
            }

            nint number = positions[row] - 1;
            float* pixel = &pixels[sequences[row] * (nint)162 + number / 3 * 27 + number % 3 * 3];
            nint column = 0;

            for (nint channel = 0; channel < 3; channel++, pixel = &pixel[54])
            {
                for (nint y = 0; y < 3; y++)
                {
                    for (nint x = 0; x < 3; x++, column++)
                    {
                        patch[column / 16 * 576 + column % 16] = pixel[y * 9 + x];
                    }
                }
            }

            for (; column < 32; column++)
            {
                patch[column / 16 * 576 + column % 16] = 0;
            }
        }
    }
}

/// <summary>
/// output[row] = input[row] + positionTable[positions[row]], 20 columns;
/// the class token is the input at position 0.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PatchEmbedding20ClassTokenPositions16Rows36(
    float* input, float* classToken, float* positionTable, int* positions, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            bool isFirst = positions[row] == 0;
            float* x = isFirst ? classToken : &input[row * 16];
            nint step = isFirst ? 16 : 576;
            float* position = &positionTable[(nint)positions[row] * 16];
            float* y = &output[row * 16];

            for (nint panel = 0; panel < 2; panel++, x = &x[step], position = &position[256], y = &y[576])
            {
                Vector256<float>* xRow = (Vector256<float>*)x;
                Vector256<float>* positionRow = (Vector256<float>*)position;
                Vector256<float>* yRow = (Vector256<float>*)y;
                yRow[0] = xRow[0] + positionRow[0];
                yRow[1] = xRow[1] + positionRow[1];
            }
        }
    }
}

/// <summary>result[row] = outputGradient[row], or 0 at position 0, where the class token stood; 20 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void PatchEmbeddingGradient20Rows36(float* outputGradient, int* positions, float* result, nint row, nint rows)
{
    unchecked
    {
        for (nint panel = 0; panel < 2; panel++, outputGradient = &outputGradient[576], result = &result[576])
        {
            for (nint i = row; i < row + rows; i++)
            {
                Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[i * 16];
                Vector256<float>* resultRow = (Vector256<float>*)&result[i * 16];
                bool isFirst = positions[i] == 0;
                resultRow[0] = isFirst ? Vector256<float>.Zero : outputGradientRow[0];
                resultRow[1] = isFirst ? Vector256<float>.Zero : outputGradientRow[1];
            }
        }
    }
}

/// <summary>
/// gradient[0..15] += outputGradient[starts[sequence], 0..15] for one panel, over the first rows of the sequences, in order.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void ClassTokenGradient(float* outputGradient, int* starts, float* gradient, nint sequences, bool accumulate)
{
    unchecked
    {
        if (!accumulate)
        {
            new Span<float>(gradient, 16).Clear();
        }

        Vector256<float>* gradientRow = (Vector256<float>*)gradient;
        Vector256<float> sum0 = gradientRow[0];
        Vector256<float> sum1 = gradientRow[1];

        for (nint sequence = 0; sequence < sequences; sequence++)
        {
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[(nint)starts[sequence] * 16];
            sum0 += outputGradientRow[0];
            sum1 += outputGradientRow[1];
        }

        gradientRow[0] = sum0;
        gradientRow[1] = sum1;
    }
}
