/// <summary>
/// output = input * mask / (1 - 0.1f), 8 columns; outside training the mask is 1 everywhere and nothing is scaled.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Dropout8(
    float* input, float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            uint owner = site | (uint)sequences[row];
            uint position = (uint)positions[row];
            nint at = row * 16;

            for (uint column = 0; column < 16; column += 16, at += 192)
            {
                Vector256<float> value0 = *(Vector256<float>*)(input + at);
                Vector256<float> value1 = *(Vector256<float>*)(input + at + 8);

                if (key.IsActive)
                {
                    value0 *= Dropout(key.SeedLow, key.SeedHigh, column, position, owner, key.Step);
                    value1 *= Dropout(key.SeedLow, key.SeedHigh, column + 8, position, owner, key.Step);
                }

                *(Vector256<float>*)(output + at) = value0;
                *(Vector256<float>*)(output + at + 8) = value1;
            }
        }
    }
}

/// <summary>
/// output = input * mask / (1 - 0.1f) + residual, 8 columns; outside training the mask is 1 everywhere and nothing is scaled.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Dropout8Residual(
    float* input, float* residual, float* output, int* sequences, int* positions, uint site, DropoutKey key, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            uint owner = site | (uint)sequences[row];
            uint position = (uint)positions[row];
            nint at = row * 16;

            for (uint column = 0; column < 16; column += 16, at += 192)
            {
                Vector256<float> value0 = *(Vector256<float>*)(input + at);
                Vector256<float> value1 = *(Vector256<float>*)(input + at + 8);

                if (key.IsActive)
                {
                    value0 *= Dropout(key.SeedLow, key.SeedHigh, column, position, owner, key.Step);
                    value1 *= Dropout(key.SeedLow, key.SeedHigh, column + 8, position, owner, key.Step);
                }

                *(Vector256<float>*)(output + at) = value0 + *(Vector256<float>*)(residual + at);
                *(Vector256<float>*)(output + at + 8) = value1 + *(Vector256<float>*)(residual + at + 8);
            }
        }
    }
}
