/// <summary>output = up * gelu(gate), 32 columns each; input = [up, gate].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Geglu32Rows12(float* input, float* output, nint row, nint rows)
{
    unchecked
    {
        float* gate = &input[384];

        for (nint panel = 0; panel < 2; panel++, input = &input[192], gate = &gate[192], output = &output[192])
        {
            for (nint at = row * 16; at < (row + rows) * 16; at += 16)
            {
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<float>* gateRow = (Vector256<float>*)&gate[at];
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                outputRow[0] = inputRow[0] * Gelu(gateRow[0]);
                outputRow[1] = inputRow[1] * Gelu(gateRow[1]);
            }
        }
    }
}

/// <summary>result = [outputGradient * gelu(gate), outputGradient * up * gelu'(gate)], 32 columns each; input = [up, gate].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void GegluGradient32Rows12(float* outputGradient, float* input, float* result, nint row, nint rows)
{
    unchecked
    {
        float* gate = &input[384];
        float* gateGradient = &result[384];

        for (nint panel = 0; panel < 2; panel++, outputGradient = &outputGradient[192], input = &input[192], gate = &gate[192], result = &result[192], gateGradient = &gateGradient[192])
        {
            for (nint at = row * 16; at < (row + rows) * 16; at += 16)
            {
                Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<float>* gateRow = (Vector256<float>*)&gate[at];
                Vector256<float>* resultRow = (Vector256<float>*)&result[at];
                Vector256<float>* gateGradientRow = (Vector256<float>*)&gateGradient[at];
                Vector256<float> gradient0 = outputGradientRow[0];
                Vector256<float> gradient1 = outputGradientRow[1];
                Vector256<float> activated0 = Gelu(gateRow[0], out Vector256<float> derivative0);
                Vector256<float> activated1 = Gelu(gateRow[1], out Vector256<float> derivative1);
                resultRow[0] = gradient0 * activated0;
                resultRow[1] = gradient1 * activated1;
                gateGradientRow[0] = gradient0 * inputRow[0] * derivative0;
                gateGradientRow[1] = gradient1 * inputRow[1] * derivative1;
            }
        }
    }
}
