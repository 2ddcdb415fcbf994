/// <summary>
/// output = (input - mean) * inverseDeviation * weight + bias over the 8 columns of each row,
/// mean = sum(input) / 8, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / 8 + 1E-05f); rows of one panel are computed in double.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNorm8Rows12(float* input, float* weight, float* bias, float* output, nint row, nint rows)
{
    unchecked
    {
        // The columns that there are: a mean is taken off nothing else.
        Vector256<double> valid0Lower = Vector256.Create(1d, 1d, 1d, 1d);
        Vector256<double> valid0Upper = Vector256.Create(1d, 1d, 1d, 1d);
        Vector256<double> valid1Lower = Vector256.Create(0d, 0d, 0d, 0d);
        Vector256<double> valid1Upper = Vector256.Create(0d, 0d, 0d, 0d);
        Vector256<float>* weightRow = (Vector256<float>*)weight;
        Vector256<double> w0Lower = Vector256.WidenLower(weightRow[0]);
        Vector256<double> w0Upper = Vector256.WidenUpper(weightRow[0]);
        Vector256<double> w1Lower = Vector256.WidenLower(weightRow[1]);
        Vector256<double> w1Upper = Vector256.WidenUpper(weightRow[1]);
        Vector256<float>* biasRow = (Vector256<float>*)bias;
        Vector256<double> b0Lower = Vector256.WidenLower(biasRow[0]);
        Vector256<double> b0Upper = Vector256.WidenUpper(biasRow[0]);
        Vector256<double> b1Lower = Vector256.WidenLower(biasRow[1]);
        Vector256<double> b1Upper = Vector256.WidenUpper(biasRow[1]);

        for (nint end = row + rows, at = row * 16; row < end; row++, at += 16)
        {
            Vector256<float>* inputRow = (Vector256<float>*)&input[at];
            Vector256<double> x0Lower = Vector256.WidenLower(inputRow[0]);
            Vector256<double> x0Upper = Vector256.WidenUpper(inputRow[0]);
            Vector256<double> x1Lower = Vector256.WidenLower(inputRow[1]);
            Vector256<double> x1Upper = Vector256.WidenUpper(inputRow[1]);
            Vector256<double> sum = x0Lower;
            sum += x0Upper;
            sum += x1Lower;
            sum += x1Upper;
            double center = Vector256.Sum(sum) / 8;
            Vector256<double> difference0Lower = x0Lower - (Vector256.Create(center) * valid0Lower);
            Vector256<double> difference0Upper = x0Upper - (Vector256.Create(center) * valid0Upper);
            Vector256<double> difference1Lower = x1Lower - (Vector256.Create(center) * valid1Lower);
            Vector256<double> difference1Upper = x1Upper - (Vector256.Create(center) * valid1Upper);
            Vector256<double> squares = difference0Lower * difference0Lower;
            squares += difference0Upper * difference0Upper;
            squares += difference1Lower * difference1Lower;
            squares += difference1Upper * difference1Upper;
            double inverse = 1 / Math.Sqrt(Vector256.Sum(squares) / 8 + 1E-05f);
            Vector256<double> scale = Vector256.Create(inverse);

            Vector256<float>* outputRow = (Vector256<float>*)&output[at];
            outputRow[0] = Vector256.Narrow(
                Vector256.FusedMultiplyAdd(difference0Lower * scale, w0Lower, b0Lower),
                Vector256.FusedMultiplyAdd(difference0Upper * scale, w0Upper, b0Upper));
            outputRow[1] = Vector256.Narrow(
                Vector256.FusedMultiplyAdd(difference1Lower * scale, w1Lower, b1Lower),
                Vector256.FusedMultiplyAdd(difference1Upper * scale, w1Upper, b1Upper));
        }
    }
}

/// <summary>
/// result = inverseDeviation * (g - sum(g) / 8 - n * sum(g * n) / 8) over the 8 columns of each row,
/// g = outputGradient * weight, n = (input - mean) * inverseDeviation; rows of one panel are computed in double.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormGradient8Epsilon1em5Rows12(
    float* outputGradient, float* input, float* weight, float* result, nint row, nint rows)
{
    unchecked
    {
        // The columns that there are: a mean is taken off nothing else.
        Vector256<double> valid0Lower = Vector256.Create(1d, 1d, 1d, 1d);
        Vector256<double> valid0Upper = Vector256.Create(1d, 1d, 1d, 1d);
        Vector256<double> valid1Lower = Vector256.Create(0d, 0d, 0d, 0d);
        Vector256<double> valid1Upper = Vector256.Create(0d, 0d, 0d, 0d);
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
            Vector256<double> sum = x0Lower;
            sum += x0Upper;
            sum += x1Lower;
            sum += x1Upper;
            double center = Vector256.Sum(sum) / 8;
            Vector256<double> difference0Lower = x0Lower - (Vector256.Create(center) * valid0Lower);
            Vector256<double> difference0Upper = x0Upper - (Vector256.Create(center) * valid0Upper);
            Vector256<double> difference1Lower = x1Lower - (Vector256.Create(center) * valid1Lower);
            Vector256<double> difference1Upper = x1Upper - (Vector256.Create(center) * valid1Upper);
            Vector256<double> squares = difference0Lower * difference0Lower;
            squares += difference0Upper * difference0Upper;
            squares += difference1Lower * difference1Lower;
            squares += difference1Upper * difference1Upper;
            double inverse = 1 / Math.Sqrt(Vector256.Sum(squares) / 8 + 1E-05f);
            Vector256<double> scale = Vector256.Create(inverse);
            Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
            Vector256<double> dy0Lower = Vector256.WidenLower(outputGradientRow[0]);
            Vector256<double> dy0Upper = Vector256.WidenUpper(outputGradientRow[0]);
            Vector256<double> dy1Lower = Vector256.WidenLower(outputGradientRow[1]);
            Vector256<double> dy1Upper = Vector256.WidenUpper(outputGradientRow[1]);
            Vector256<double> n0Lower = difference0Lower * scale;
            Vector256<double> n0Upper = difference0Upper * scale;
            Vector256<double> n1Lower = difference1Lower * scale;
            Vector256<double> n1Upper = difference1Upper * scale;
            Vector256<double> g0Lower = dy0Lower * w0Lower;
            Vector256<double> g0Upper = dy0Upper * w0Upper;
            Vector256<double> g1Lower = dy1Lower * w1Lower;
            Vector256<double> g1Upper = dy1Upper * w1Upper;
            Vector256<double> gradients = g0Lower;
            gradients += g0Upper;
            gradients += g1Lower;
            gradients += g1Upper;
            double meanGradient = Vector256.Sum(gradients) / 8;
            Vector256<double> products = g0Lower * n0Lower;
            products += g0Upper * n0Upper;
            products += g1Lower * n1Lower;
            products += g1Upper * n1Upper;
            Vector256<double> meanProduct = Vector256.Create(Vector256.Sum(products) / 8);

            Vector256<float>* resultRow = (Vector256<float>*)&result[at];
            resultRow[0] = Vector256.Narrow(
                ((g0Lower - (Vector256.Create(meanGradient) * valid0Lower) - (n0Lower * meanProduct)) * scale),
                ((g0Upper - (Vector256.Create(meanGradient) * valid0Upper) - (n0Upper * meanProduct)) * scale));
            resultRow[1] = Vector256.Narrow(
                ((g1Lower - (Vector256.Create(meanGradient) * valid1Lower) - (n1Lower * meanProduct)) * scale),
                ((g1Upper - (Vector256.Create(meanGradient) * valid1Upper) - (n1Upper * meanProduct)) * scale));
        }
    }
}

/// <summary>
/// weightGradient (+)= sum over rows of outputGradient * n, biasGradient (+)= sum over rows of outputGradient,
/// n = (input - mean) * inverseDeviation, for the 16 columns of one panel; rows in order, in blocks.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void LayerNormParameterGradient(
    float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weightGradient, float* biasGradient, nint rows,
    bool accumulate)
{
    unchecked
    {
        Vector256<double> weightLower0 = Vector256<double>.Zero;
        Vector256<double> weightLower1 = Vector256<double>.Zero;
        Vector256<double> biasLower0 = Vector256<double>.Zero;
        Vector256<double> biasLower1 = Vector256<double>.Zero;
        Vector256<double> weightUpper0 = Vector256<double>.Zero;
        Vector256<double> weightUpper1 = Vector256<double>.Zero;
        Vector256<double> biasUpper0 = Vector256<double>.Zero;
        Vector256<double> biasUpper1 = Vector256<double>.Zero;

        for (nint first = 0; first < rows; first += 8)
        {
            Vector256<float> weightPart0 = Vector256<float>.Zero;
            Vector256<float> weightPart1 = Vector256<float>.Zero;
            Vector256<float> biasPart0 = Vector256<float>.Zero;
            Vector256<float> biasPart1 = Vector256<float>.Zero;

            for (nint row = first, end = Math.Min(first + 8, rows), at = first * 16; row < end; row++, at += 16)
            {
                Vector256<float>* outputGradientRow = (Vector256<float>*)&outputGradient[at];
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<float> scale = Broadcast(inverseDeviation[row]);
                Vector256<float> gradient0 = outputGradientRow[0];
                Vector256<float> gradient1 = outputGradientRow[1];
                Vector256<float> center = Broadcast(mean[row]);
                biasPart0 += gradient0;
                biasPart1 += gradient1;
                weightPart0 = Vector256.FusedMultiplyAdd(gradient0, (inputRow[0] - center) * scale, weightPart0);
                weightPart1 = Vector256.FusedMultiplyAdd(gradient1, (inputRow[1] - center) * scale, weightPart1);
            }

            weightLower0 += Vector256.WidenLower(weightPart0);
            weightLower1 += Vector256.WidenLower(weightPart1);
            biasLower0 += Vector256.WidenLower(biasPart0);
            biasLower1 += Vector256.WidenLower(biasPart1);
            weightUpper0 += Vector256.WidenUpper(weightPart0);
            weightUpper1 += Vector256.WidenUpper(weightPart1);
            biasUpper0 += Vector256.WidenUpper(biasPart0);
            biasUpper1 += Vector256.WidenUpper(biasPart1);
        }

        Vector256<float>* weightGradientRow = (Vector256<float>*)weightGradient;
        Vector256<float>* biasGradientRow = (Vector256<float>*)biasGradient;
        Vector256<float> weightSum0 = Vector256.Narrow(weightLower0, weightUpper0);
        Vector256<float> weightSum1 = Vector256.Narrow(weightLower1, weightUpper1);
        Vector256<float> biasSum0 = Vector256.Narrow(biasLower0, biasUpper0);
        Vector256<float> biasSum1 = Vector256.Narrow(biasLower1, biasUpper1);

        if (accumulate)
        {
            weightSum0 += weightGradientRow[0];
            weightSum1 += weightGradientRow[1];
            biasSum0 += biasGradientRow[0];
            biasSum1 += biasGradientRow[1];
        }

        weightGradientRow[0] = weightSum0;
        weightGradientRow[1] = weightSum1;
        biasGradientRow[0] = biasSum0;
        biasGradientRow[1] = biasSum1;
    }
}
