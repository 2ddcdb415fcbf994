/// <summary>
/// losses[row] = sum(max(z, 0) - z * y + log(1 + exp(-|z|))) / 21 over the 21 logits z of a row and their
/// targets y, which is -(y log s(z) + (1 - y) log(1 - s(z))) for the logistic function s;
/// z becomes (s(z) - y) / 21.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void BinaryCrossEntropy21Rows12(float* logits, float* targets, float* losses, nint row, nint rows)
{
    unchecked
    {
        for (nint end = row + rows; row < end; row++)
        {
            float* z = &logits[row * 16];
            float* y = &targets[row * 32];
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;

            {
                Vector256<float>* zRow = (Vector256<float>*)z;
                Vector256<float>* yRow = (Vector256<float>*)y;
                Vector256<float> exponential0 = ExpBounded(-Vector256.Abs(zRow[0]));
                Vector256<float> upper0 = Broadcast(1f) / (Broadcast(1f) + exponential0);
                Vector256<float> logistic0 = Vector256.ConditionalSelect(
                    Vector256.GreaterThan(zRow[0], Vector256<float>.Zero), upper0, exponential0 * upper0);
                Vector256<float> loss0 = Vector256.FusedMultiplyAdd(
                    -zRow[0], yRow[0], Vector256.MaxNative(Vector256<float>.Zero, zRow[0]));
                loss0 += LogOnePlus(exponential0);
                sum0 += loss0;
                zRow[0] = (logistic0 - yRow[0]) * Broadcast(0.04761905f);
                Vector256<float> exponential1 = ExpBounded(-Vector256.Abs(zRow[1]));
                Vector256<float> upper1 = Broadcast(1f) / (Broadcast(1f) + exponential1);
                Vector256<float> logistic1 = Vector256.ConditionalSelect(
                    Vector256.GreaterThan(zRow[1], Vector256<float>.Zero), upper1, exponential1 * upper1);
                Vector256<float> loss1 = Vector256.FusedMultiplyAdd(
                    -zRow[1], yRow[1], Vector256.MaxNative(Vector256<float>.Zero, zRow[1]));
                loss1 += LogOnePlus(exponential1);
                sum1 += loss1;
                zRow[1] = (logistic1 - yRow[1]) * Broadcast(0.04761905f);
            }

            // The last panel has 5 columns.
            z = &z[192];
            y = &y[16];
            {
                Vector256<float>* zRow = (Vector256<float>*)z;
                Vector256<float>* yRow = (Vector256<float>*)y;
                Vector256<float> exponential0 = ExpBounded(-Vector256.Abs(zRow[0]));
                Vector256<float> upper0 = Broadcast(1f) / (Broadcast(1f) + exponential0);
                Vector256<float> logistic0 = Vector256.ConditionalSelect(
                    Vector256.GreaterThan(zRow[0], Vector256<float>.Zero), upper0, exponential0 * upper0);
                Vector256<float> loss0 = Vector256.FusedMultiplyAdd(
                    -zRow[0], yRow[0], Vector256.MaxNative(Vector256<float>.Zero, zRow[0]));
                loss0 += LogOnePlus(exponential0);
                sum0 += Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, -1, 0, 0, 0).AsSingle(), loss0, Vector256<float>.Zero);
                zRow[0] = Vector256.ConditionalSelect(
                    Vector256.Create(-1, -1, -1, -1, -1, 0, 0, 0).AsSingle(), (logistic0 - yRow[0]) * Broadcast(0.04761905f),
                    Vector256<float>.Zero);
            }

            losses[row] = Vector256.Sum(sum0 + sum1) / 21f;
        }
    }
}
