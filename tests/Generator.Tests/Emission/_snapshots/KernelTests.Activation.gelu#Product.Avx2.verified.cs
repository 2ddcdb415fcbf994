/// <summary>
/// output[rows, 32] = gelu(input[rows, 16] x weights[16, 32] + bias[32]), derivative = gelu'(input[rows, 16] x weights[16, 32] +
/// bias[32])
/// over a block of rows; 16 columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32BiasGeluAndDerivative(
    float* input, float* weights, float* bias, float* derivative, float* output, nint row, nint rows)
{
    unchecked
    {
        input += row * 16;
        derivative += row * 16;
        output += row * 16;

        for (nint panel = 0; panel < 2; panel++)
        {
            Rows16(input, weights, output, bias, 0, rows);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                *(Vector256<float>*)(output + at) = Gelu(*(Vector256<float>*)(output + at), out Vector256<float> derivative0);
                *(Vector256<float>*)(derivative + at) = derivative0;
                *(Vector256<float>*)(output + at + 8) = Gelu(
                    *(Vector256<float>*)(output + at + 8), out Vector256<float> derivative1);
                *(Vector256<float>*)(derivative + at + 8) = derivative1;
            }

            weights += 256;
            bias += 16;
            derivative += 192;
            output += 192;
        }
    }
}

/// <summary>
/// output[rows, 32] = (input[rows, 16] x weights[16, 32]) * factor
/// over a block of rows; 16 columns at a time, so that their weights stay in the first level cache.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Product16x32Factor(float* input, float* weights, float* factor, float* output, nint row, nint rows)
{
    unchecked
    {
        input += row * 16;
        factor += row * 16;
        output += row * 16;
        float* zeros = stackalloc float[16]; // cleared; what sums start from

        for (nint panel = 0; panel < 2; panel++)
        {
            Rows16(input, weights, output, zeros, 0, rows);

            for (nint at = 0; at < rows * 16; at += 16)
            {
                *(Vector256<float>*)(output + at) *= *(Vector256<float>*)(factor + at);
                *(Vector256<float>*)(output + at + 8) *= *(Vector256<float>*)(factor + at + 8);
            }

            weights += 256;
            factor += 192;
            output += 192;
        }
    }
}
