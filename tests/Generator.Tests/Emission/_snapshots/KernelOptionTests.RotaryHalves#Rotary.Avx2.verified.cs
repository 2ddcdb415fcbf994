/// <summary>
/// (x[i], x[i + 10]) of each of 2 heads turned by positions[row] * theta^(-2i / 20), in place;
/// the table holds the cosines, then the sines with the sign of their column, [4, 40] each.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Rotary2x40HalvesTurned20Positions4Rows12(float* heads, float* table, int* positions, nint row, nint rows)
{
    unchecked
    {
        float* columns = stackalloc float[48];

        for (nint end = row + rows; row < end; row++)
        {
            float* cosine = table + (nint)positions[row] * 16;
            float* sine = cosine + 192;

            for (nint head = 0; head < 2; head++)
            {
                float* x = heads + head * 576 + row * 16;

                for (nint panel = 0; panel < 2; panel++)
                {
                    new Span<float>(x + panel * 192, 16).CopyTo(new Span<float>(columns + panel * 16, 16));
                }

                new Span<float>(columns, 10).CopyTo(new Span<float>(columns + 20, 10));
                float* partner = columns + 10;

                for (nint panel = 0, at = 0; panel < 2; panel++, at += 64, x += 192, partner += 16)
                {
                    Vector256<float> value0 = *(Vector256<float>*)x;
                    Vector256<float> value1 = *(Vector256<float>*)(x + 8);
                    Vector256<float> swapped0 = *(Vector256<float>*)partner;
                    Vector256<float> swapped1 = *(Vector256<float>*)(partner + 8);
                    *(Vector256<float>*)x = Vector256.FusedMultiplyAdd(
                        value0, *(Vector256<float>*)(cosine + at), swapped0 * *(Vector256<float>*)(sine + at));
                    *(Vector256<float>*)(x + 8) = Vector256.FusedMultiplyAdd(
                        value1, *(Vector256<float>*)(cosine + at + 8), swapped1 * *(Vector256<float>*)(sine + at + 8));
                }
            }
        }
    }
}
