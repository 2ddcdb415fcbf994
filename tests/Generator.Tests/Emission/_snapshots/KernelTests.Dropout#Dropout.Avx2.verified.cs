/// <summary>output = input * mask / (1 - 0.1f), 8 columns; outside training the mask is 1 everywhere and nothing is scaled.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Dropout8Rate0p1Rows12(
    float* input, float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            uint place = (site << 24) | (uint)positions[row];
            uint owner = (site >> 8 << 24) | (uint)sequences[row];
            nint at = row * 16;

            Vector256<float>* inputRow = (Vector256<float>*)&input[at];
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float> value0 = inputRow[0];
            Vector256<float> value1 = inputRow[1];

            if (key.IsActive)
            {
                value0 *= Dropout0p1(key.SeedLow, key.SeedHigh, 0, place, owner, key.Step);
                value1 *= Dropout0p1(key.SeedLow, key.SeedHigh, 2, place, owner, key.Step);
            }

            outputRow[0] = value0;
            outputRow[1] = value1;
        }
    }
}

/// <summary>
/// output = input * mask / (1 - 0.1f) + residual, 8 columns; outside training the mask is 1 everywhere and nothing is scaled.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Dropout8Rate0p1ResidualRows12(
    float* input, float* residual, float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            uint place = (site << 24) | (uint)positions[row];
            uint owner = (site >> 8 << 24) | (uint)sequences[row];
            nint at = row * 16;

            Vector256<float>* inputRow = (Vector256<float>*)&input[at];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at];
            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            Vector256<float> value0 = inputRow[0];
            Vector256<float> value1 = inputRow[1];

            if (key.IsActive)
            {
                value0 *= Dropout0p1(key.SeedLow, key.SeedHigh, 0, place, owner, key.Step);
                value1 *= Dropout0p1(key.SeedLow, key.SeedHigh, 2, place, owner, key.Step);
            }

            outputRow[0] = value0 + residualRow[0];
            outputRow[1] = value1 + residualRow[1];
        }
    }
}
