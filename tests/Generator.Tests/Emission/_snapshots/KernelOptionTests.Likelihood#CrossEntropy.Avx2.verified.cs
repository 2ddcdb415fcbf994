/// <summary>losses[row] = -weights[label] * logarithms[row, label] of 11 classes, 0 where the label is negative.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Likelihood11Weighted(float* logarithms, int* labels, float* weights, float* losses, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            int label = labels[row];

            if (label < 0)
            {
                losses[row] = 0;
                continue;
            }

            losses[row] = -weights[label] * logarithms[label / 16 * (nint)192 + row * 16 + label % 16];
        }
    }
}
