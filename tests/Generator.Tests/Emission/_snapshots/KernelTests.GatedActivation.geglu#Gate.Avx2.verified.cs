/// <summary>output = up * gelu(gate), 32 columns each; input = [up, gate].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Geglu32Rows12(float* input, float* output, nint row, nint rows)
{
    unchecked
    {
        float* gate = input + 384;

        for (nint panel = 0; panel < 2; panel++, input += 192, gate += 192, output += 192)
        {
            for (nint at = row * 16; at < (row + rows) * 16; at += 16)
            {
                *(Vector256<float>*)(output + at) = *(Vector256<float>*)(input + at) * Gelu(*(Vector256<float>*)(gate + at));
                *(Vector256<float>*)(output + at + 8) = *(Vector256<float>*)(input + at + 8) * Gelu(
                    *(Vector256<float>*)(gate + at + 8));
            }
        }
    }
}

/// <summary>
/// result = [outputGradient * gelu(gate), outputGradient * up * gelu'(gate)], 32 columns each; input = [up, gate].
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void GegluGradient32Rows12(float* outputGradient, float* input, float* result, nint row, nint rows)
{
    unchecked
    {
        float* gate = input + 384;
        float* gateGradient = result + 384;

        for (nint panel = 0; panel < 2; panel++, outputGradient += 192, input += 192, gate += 192, result += 192, gateGradient += 192)
        {
            for (nint at = row * 16; at < (row + rows) * 16; at += 16)
            {
                Vector256<float> gradient0 = *(Vector256<float>*)(outputGradient + at);
                Vector256<float> gradient1 = *(Vector256<float>*)(outputGradient + at + 8);
                Vector256<float> activated0 = Gelu(*(Vector256<float>*)(gate + at), out Vector256<float> derivative0);
                Vector256<float> activated1 = Gelu(*(Vector256<float>*)(gate + at + 8), out Vector256<float> derivative1);
                *(Vector256<float>*)(result + at) = gradient0 * activated0;
                *(Vector256<float>*)(result + at + 8) = gradient1 * activated1;
                *(Vector256<float>*)(gateGradient + at) = gradient0 * *(Vector256<float>*)(input + at) * derivative0;
                *(Vector256<float>*)(gateGradient + at + 8) = gradient1 * *(Vector256<float>*)(input + at + 8) * derivative1;
            }
        }
    }
}
