/// <summary>output[columns, 16] = input[16, columns]^T * scale, in squares of 4 x 4; columns fill panels.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Transpose(float* input, float* output, nint inputStride, nint columns, float scale)
{
    unchecked
    {
        Vector128<float> factor = Vector128.Create(scale);

        for (; columns > 0; columns -= 16, input = &input[inputStride], output = &output[256])
        {
            for (nint row = 0; row < 16; row += 4)
            {
                for (nint column = 0; column < 16; column += 4)
                {
                    float* from = &input[row * 16 + column];
                    float* to = &output[column * 16 + row];
                    Vector128<float> row0 = *(Vector128<float>*)from * factor;
                    Vector128<float> row1 = *(Vector128<float>*)(from + 16) * factor;
                    Vector128<float> row2 = *(Vector128<float>*)(from + 32) * factor;
                    Vector128<float> row3 = *(Vector128<float>*)(from + 48) * factor;
                    Vector128<float> even0 = InterleaveLow(row0, row2);
                    Vector128<float> even1 = InterleaveHigh(row0, row2);
                    Vector128<float> odd0 = InterleaveLow(row1, row3);
                    Vector128<float> odd1 = InterleaveHigh(row1, row3);
                    *(Vector128<float>*)to = InterleaveLow(even0, odd0);
                    *(Vector128<float>*)(to + 16) = InterleaveHigh(even0, odd0);
                    *(Vector128<float>*)(to + 32) = InterleaveLow(even1, odd1);
                    *(Vector128<float>*)(to + 48) = InterleaveHigh(even1, odd1);
                }
            }
        }
    }
}
