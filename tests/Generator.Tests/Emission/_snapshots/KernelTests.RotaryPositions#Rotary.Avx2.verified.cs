/// <summary>
/// (x[2i], x[2i + 1]) of each of 2 heads turned by positions[row] * theta^(-2i / 8), in place;
/// the table holds the cosines, then the sines with the sign of their column, [4, 8] each.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Rotary2x8Positions4Rows12(float* heads, float* table, int* positions, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* cosine = &table[(nint)positions[row] * 16];
            float* sine = &cosine[64];

            for (nint head = 0; head < 2; head++)
            {
                float* x = &heads[head * 192 + row * 16];

                Vector256<float>* xRow = (Vector256<float>*)x;
                Vector256<float>* cosineRow = (Vector256<float>*)cosine;
                Vector256<float>* sineRow = (Vector256<float>*)sine;
                Vector256<float> value0 = xRow[0];
                Vector256<float> value1 = xRow[1];
                Vector256<float> swapped0 = Vector256.Shuffle(value0, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
                Vector256<float> swapped1 = Vector256.Shuffle(value1, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
                xRow[0] = Vector256.FusedMultiplyAdd(value0, cosineRow[0], swapped0 * sineRow[0]);
                xRow[1] = Vector256.FusedMultiplyAdd(value1, cosineRow[1], swapped1 * sineRow[1]);
            }
        }
    }
}

/// <summary>
/// (x[2i], x[2i + 1]) of each of 2 heads turned by minus positions[row] * theta^(-2i / 8), in place;
/// the table holds the cosines, then the sines with the sign of their column, [4, 8] each.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Rotary2x8BackPositions4Rows12(float* heads, float* table, int* positions, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* cosine = &table[(nint)positions[row] * 16];
            float* sine = &cosine[64];

            for (nint head = 0; head < 2; head++)
            {
                float* x = &heads[head * 192 + row * 16];

                Vector256<float>* xRow = (Vector256<float>*)x;
                Vector256<float>* cosineRow = (Vector256<float>*)cosine;
                Vector256<float>* sineRow = (Vector256<float>*)sine;
                Vector256<float> value0 = xRow[0];
                Vector256<float> value1 = xRow[1];
                Vector256<float> swapped0 = Vector256.Shuffle(value0, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
                Vector256<float> swapped1 = Vector256.Shuffle(value1, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
                xRow[0] = Vector256.FusedMultiplyAdd(value0, cosineRow[0], swapped0 * -(sineRow[0]));
                xRow[1] = Vector256.FusedMultiplyAdd(value1, cosineRow[1], swapped1 * -(sineRow[1]));
            }
        }
    }
}
