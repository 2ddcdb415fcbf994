/// <summary>output = silu(1.5f * input) / 1.5f, 20 columns.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Silu20(float* input, float* output, nint row, nint rows)
{
    unchecked
    {
        Vector256<float> slope = Vector256.Create(1.5f);
        Vector256<float> inverse = Vector256.Create(0.6666667f);

        for (nint panel = 0; panel < 2; panel++, input += 192, output += 192)
        {
            for (nint at = row * 16; at < (row + rows) * 16; at += 16)
            {
                *(Vector256<float>*)(output + at) = Silu(*(Vector256<float>*)(input + at) * slope) * inverse;
                *(Vector256<float>*)(output + at + 8) = Silu(*(Vector256<float>*)(input + at + 8) * slope) * inverse;
            }
        }
    }
}
