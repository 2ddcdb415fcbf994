/// <summary>
/// output = input * mask / (1 - 0.1f), 8 columns; outside training the mask is 1 everywhere and nothing is scaled.
/// </summary>
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

            Vector256<float> value0 = *(Vector256<float>*)(input + at);
            Vector256<float> value1 = *(Vector256<float>*)(input + at + 8);

            if (key.IsActive)
            {
                value0 *= Dropout(key.SeedLow, key.SeedHigh, 0, place, owner, key.Step);
                value1 *= Dropout(key.SeedLow, key.SeedHigh, 2, place, owner, key.Step);
            }

            *(Vector256<float>*)(output + at) = value0;
            *(Vector256<float>*)(output + at + 8) = value1;
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

            Vector256<float> value0 = *(Vector256<float>*)(input + at);
            Vector256<float> value1 = *(Vector256<float>*)(input + at + 8);

            if (key.IsActive)
            {
                value0 *= Dropout(key.SeedLow, key.SeedHigh, 0, place, owner, key.Step);
                value1 *= Dropout(key.SeedLow, key.SeedHigh, 2, place, owner, key.Step);
            }

            *(Vector256<float>*)(output + at) = value0 + *(Vector256<float>*)(residual + at);
            *(Vector256<float>*)(output + at + 8) = value1 + *(Vector256<float>*)(residual + at + 8);
        }
    }
}
