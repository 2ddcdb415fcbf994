/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-06f); rows of one panel are computed in double.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8Epsilon1em6Rows12(float* input, float* weight, float* output, nint row, nint rows)
{
    unchecked
    {
        Vector256<float>* weightRow = (Vector256<float>*)weight;
        Vector256<double> w0Lower = Vector256.WidenLower(weightRow[0]);
        Vector256<double> w0Upper = Vector256.WidenUpper(weightRow[0]);
        Vector256<double> w1Lower = Vector256.WidenLower(weightRow[1]);
        Vector256<double> w1Upper = Vector256.WidenUpper(weightRow[1]);

        for (nint end = row + rows, at = row * 16; row < end; row++, at += 16)
        {
            Vector256<float>* inputRow = (Vector256<float>*)&input[at];
            Vector256<double> x0Lower = Vector256.WidenLower(inputRow[0]);
            Vector256<double> x0Upper = Vector256.WidenUpper(inputRow[0]);
            Vector256<double> x1Lower = Vector256.WidenLower(inputRow[1]);
            Vector256<double> x1Upper = Vector256.WidenUpper(inputRow[1]);
            Vector256<double> squares = x0Lower * x0Lower;
            squares += x0Upper * x0Upper;
            squares += x1Lower * x1Lower;
            squares += x1Upper * x1Upper;
            double inverse = 1 / Math.Sqrt(Vector256.Sum(squares) / 8 + 1E-06f);
            Vector256<double> scale = Vector256.Create(inverse);

            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            outputRow[0] = Vector256.Narrow((x0Lower * scale) * w0Lower, (x0Upper * scale) * w0Upper);
            outputRow[1] = Vector256.Narrow((x1Lower * scale) * w1Lower, (x1Upper * scale) * w1Upper);
        }
    }
}
