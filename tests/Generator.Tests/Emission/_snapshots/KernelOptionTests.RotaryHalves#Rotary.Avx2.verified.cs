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
            float* cosine = &table[(nint)positions[row] * 16];
            float* sine = &cosine[192];

            for (nint head = 0; head < 2; head++)
            {
                float* x = &heads[head * 576 + row * 16];

                for (nint panel = 0; panel < 2; panel++)
                {
                    new Span<float>(&x[panel * 192], 16).CopyTo(new Span<float>(&columns[panel * 16], 16));
                }

                new Span<float>(columns, 10).CopyTo(new Span<float>(&columns[20], 10));
                float* partner = &columns[10];

                for (nint panel = 0, at = 0; panel < 2; panel++, at += 64, x = &x[192], partner = &partner[16])
                {
                    Vector256<float>* xRow = (Vector256<float>*)x;
                    Vector256<float>* cosineRow = (Vector256<float>*)&cosine[at];
                    Vector256<float>* sineRow = (Vector256<float>*)&sine[at];
                    Vector256<float>* partnerRow = (Vector256<float>*)partner;
                    Vector256<float> value0 = xRow[0];
                    Vector256<float> value1 = xRow[1];
                    Vector256<float> swapped0 = partnerRow[0];
                    Vector256<float> swapped1 = partnerRow[1];
                    xRow[0] = Vector256.FusedMultiplyAdd(value0, cosineRow[0], swapped0 * sineRow[0]);
                    xRow[1] = Vector256.FusedMultiplyAdd(value1, cosineRow[1], swapped1 * sineRow[1]);
                }
            }
        }
    }
}
