/// <summary>output = sigmoid(logit) * input + residual, 8 columns; a row has one logit.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowGate8ResidualRows12(float* input, float* logit, float* residual, float* output, nint row, nint rows)
{
    unchecked
    {
        for (nint at = row; at < row + rows; at++)
        {
            Vector256<float> x = Broadcast(logit[at * 16]);
            Vector256<float> e = ExpBounded(-Vector256.Abs(x));
            Vector256<float> upper = Broadcast(1f) / (Broadcast(1f) + e);
            Vector256<float> scale = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), e * upper, upper);

            Vector256<float>* inputRow = (Vector256<float>*)&input[at * 16];
            Vector256<float>* residualRow = (Vector256<float>*)&residual[at * 16];
            Vector256<float>* outputRow = (Vector256<float>*)&output[at * 16];
            outputRow[0] = Vector256.FusedMultiplyAdd(scale, inputRow[0], residualRow[0]);
            outputRow[1] = Vector256.FusedMultiplyAdd(scale, inputRow[1], residualRow[1]);
        }
    }
}

/// <summary>
/// result = s * outputGradient and logitGradient = s * (1 - s) * sum(outputGradient * input) with s = sigmoid(logit) of each row,
/// 8 columns.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RowGateGradient8Rows12(
    float* outputGradient, float* input, float* logit, float* result, float* logitGradient, nint row, nint rows)
{
    unchecked
    {
        for (nint at = row; at < row + rows; at++)
        {
            Vector256<float> x = Broadcast(logit[at * 16]);
            Vector256<float> e = ExpBounded(-Vector256.Abs(x));
            Vector256<float> upper = Broadcast(1f) / (Broadcast(1f) + e);
            Vector256<float> scale = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), e * upper, upper);
            Vector256<float> products = Vector256<float>.Zero;

            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at * 16];
            Vector256<float>* inputRow = (Vector256<float>*)&input[at * 16];
            Vector256<float>* resultRow = (Vector256<float>*)&result[at * 16];
            products = Vector256.FusedMultiplyAdd(outputGradientRow[0], inputRow[0], products);
            products = Vector256.FusedMultiplyAdd(outputGradientRow[1], inputRow[1], products);
            resultRow[0] = scale * outputGradientRow[0];
            resultRow[1] = scale * outputGradientRow[1];

            // Products with the weights read the padding too.
            Vector256<float> slope = e * upper * upper;
            Vector256<float>* logitGradientRow = (Vector256<float>*)&logitGradient[at * 16];
            logitGradientRow[0] = Vector256<float>.Zero;
            logitGradientRow[1] = Vector256<float>.Zero;
            logitGradient[at * 16] = slope[0] * Vector256.Sum(products);
        }
    }
}
