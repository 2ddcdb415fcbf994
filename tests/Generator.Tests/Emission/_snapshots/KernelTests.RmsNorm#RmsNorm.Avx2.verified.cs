/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-05f); rows of one panel are computed in double.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8Rows12(float* input, float* weight, float* output, nint row, nint rows)
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
            double inverse = 1 / Math.Sqrt(Vector256.Sum(squares) / 8 + 1E-05f);
            Vector256<double> scale = Vector256.Create(inverse);

            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            outputRow[0] = Vector256.Narrow((x0Lower * scale) * w0Lower, (x0Upper * scale) * w0Upper);
            outputRow[1] = Vector256.Narrow((x1Lower * scale) * w1Lower, (x1Upper * scale) * w1Upper);
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = input * inverseDeviation; rows of one panel are computed in double.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormGradient8Epsilon1em5Rows12(
    float* outputGradient, float* input, float* weight, float* result, nint row, nint rows)
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
            double inverse = 1 / Math.Sqrt(Vector256.Sum(squares) / 8 + 1E-05f);
            Vector256<double> scale = Vector256.Create(inverse);
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
            Vector256<double> dy0Lower = Vector256.WidenLower(outputGradientRow[0]);
            Vector256<double> dy0Upper = Vector256.WidenUpper(outputGradientRow[0]);
            Vector256<double> dy1Lower = Vector256.WidenLower(outputGradientRow[1]);
            Vector256<double> dy1Upper = Vector256.WidenUpper(outputGradientRow[1]);
            Vector256<double> n0Lower = x0Lower * scale;
            Vector256<double> n0Upper = x0Upper * scale;
            Vector256<double> n1Lower = x1Lower * scale;
            Vector256<double> n1Upper = x1Upper * scale;
            Vector256<double> g0Lower = dy0Lower * w0Lower;
            Vector256<double> g0Upper = dy0Upper * w0Upper;
            Vector256<double> g1Lower = dy1Lower * w1Lower;
            Vector256<double> g1Upper = dy1Upper * w1Upper;
            Vector256<double> products = g0Lower * n0Lower;
            products += g0Upper * n0Upper;
            products += g1Lower * n1Lower;
            products += g1Upper * n1Upper;
            Vector256<double> meanProduct = Vector256.Create(Vector256.Sum(products) / 8);

            Vector256<float>* resultRow = (Vector256<float>*)&result[at];
            resultRow[0] = Vector256.Narrow(
                ((g0Lower - (n0Lower * meanProduct)) * scale), ((g0Upper - (n0Upper * meanProduct)) * scale));
            resultRow[1] = Vector256.Narrow(
                ((g1Lower - (n1Lower * meanProduct)) * scale), ((g1Upper - (n1Upper * meanProduct)) * scale));
        }
    }
}

/// <summary>
/// weightGradient (+)= sum over rows of outputGradient * n,
/// n = input * inverseDeviation, for the 16 columns of one panel; rows in order, in blocks.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNormParameterGradient(
    float* outputGradient, float* input, float* inverseDeviation, float* weightGradient, nint rows, bool accumulate)
{
    unchecked
    {
        Vector256<double> weightLower0 = Vector256<double>.Zero;
        Vector256<double> weightLower1 = Vector256<double>.Zero;
        Vector256<double> weightUpper0 = Vector256<double>.Zero;
        Vector256<double> weightUpper1 = Vector256<double>.Zero;

        for (nint first = 0; first < rows; first += 8)
        {
            Vector256<float> weightPart0 = Vector256<float>.Zero;
            Vector256<float> weightPart1 = Vector256<float>.Zero;

            for (nint row = first, end = Math.Min(first + 8, rows), at = first * 16; row < end; row++, at += 16)
            {
                Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<float> scale = Broadcast(inverseDeviation[row]);
                Vector256<float> gradient0 = outputGradientRow[0];
                Vector256<float> gradient1 = outputGradientRow[1];
                weightPart0 = Vector256.FusedMultiplyAdd(gradient0, inputRow[0] * scale, weightPart0);
                weightPart1 = Vector256.FusedMultiplyAdd(gradient1, inputRow[1] * scale, weightPart1);
            }

            weightLower0 += Vector256.WidenLower(weightPart0);
            weightLower1 += Vector256.WidenLower(weightPart1);
            weightUpper0 += Vector256.WidenUpper(weightPart0);
            weightUpper1 += Vector256.WidenUpper(weightPart1);
        }

        Vector256<float>* weightGradientRow = (Vector256<float>*)weightGradient;
        Vector256<float> weightSum0 = Vector256.Narrow(weightLower0, weightUpper0);
        Vector256<float> weightSum1 = Vector256.Narrow(weightLower1, weightUpper1);

        if (accumulate)
        {
            weightSum0 += weightGradientRow[0];
            weightSum1 += weightGradientRow[1];
        }

        weightGradientRow[0] = weightSum0;
        weightGradientRow[1] = weightSum1;
    }
}
