/// <summary>
/// losses[row] = sum((z - y)^2) / 21 over the 21 values z of a row and their targets y;
/// z becomes (z - y) * 2 / 21. Padding is zero in both and adds nothing.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void MeanSquaredError21Rows12(float* values, float* targets, float* losses, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* z = &values[row * 16];
            float* y = &targets[row * 32];
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;

            for (nint panel = 0; panel < 2; panel++, z = &z[192], y = &y[16])
            {
                Vector256<float>* zRow = (Vector256<float>*)z;
                Vector256<float>* yRow = (Vector256<float>*)y;
                Vector256<float> difference0 = zRow[0] - yRow[0];
                Vector256<float> difference1 = zRow[1] - yRow[1];
                sum0 = Vector256.FusedMultiplyAdd(difference0, difference0, sum0);
                sum1 = Vector256.FusedMultiplyAdd(difference1, difference1, sum1);
                zRow[0] = difference0 * Broadcast(0.0952381f);
                zRow[1] = difference1 * Broadcast(0.0952381f);
            }

            losses[row] = Vector256.Sum(sum0 + sum1) / 21f;
        }
    }
}
