/// <summary>
/// output = input * mask / (1 - 0.1f), 32 columns; outside training the mask is 1 everywhere and nothing is scaled.
/// The row of each pair = sources[place] % 12.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Dropout32Rate0p1Rows12Pairs36(
    float* input, float* output, int* sequences, int* positions, int* sources, uint site, uint expert, DropoutKey key, nint row,
    nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            nint source = sources[row] % 12;
            uint place = (site << 24) | (uint)positions[source];
            uint owner = (site >> 8 << 24) | (uint)sequences[source];
            nint at = row * 16;

            for (uint block = expert * 8, last = block + 8; block < last; block += 4, at += 576)
            {
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<float>* outputRow = (Vector256<float>*)&output[at];
                Vector256<float> value0 = inputRow[0];
                Vector256<float> value1 = inputRow[1];

                if (key.IsActive)
                {
                    value0 *= Dropout0p1(key.SeedLow, key.SeedHigh, block, place, owner, key.Step);
                    value1 *= Dropout0p1(key.SeedLow, key.SeedHigh, block + 2, place, owner, key.Step);
                }

                outputRow[0] = value0;
                outputRow[1] = value1;
            }
        }
    }
}
