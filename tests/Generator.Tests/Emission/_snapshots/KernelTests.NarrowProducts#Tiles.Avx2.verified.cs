/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, depth] x weights[depth, 16], summed in double.
/// Rows are written up to the next multiple of those that are summed side by side.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void WideTiles(
    float* input, float* weights, float* output, float* initial, nint rows, nint initialStride, nint inputStride, nint depth)
{
    unchecked
    {
        for (nint row = 0; row < rows; row += 2)
        {
            Vector256<double> sum0x0Lower = Vector256<double>.Zero;
            Vector256<double> sum0x0Upper = Vector256<double>.Zero;
            Vector256<double> sum0x1Lower = Vector256<double>.Zero;
            Vector256<double> sum0x1Upper = Vector256<double>.Zero;
            Vector256<double> sum1x0Lower = Vector256<double>.Zero;
            Vector256<double> sum1x0Upper = Vector256<double>.Zero;
            Vector256<double> sum1x1Lower = Vector256<double>.Zero;
            Vector256<double> sum1x1Upper = Vector256<double>.Zero;
            float* column = &input[row * 16];
            float* weight = weights;

            for (nint left = depth; left > 0; left -= 16, column = &column[inputStride - 16])
            {
                for (float* end = &weight[Math.Min(left, 16) * 16]; weight != end; weight = &weight[16], column++)
                {
                    Vector256<float>* weightRow = (Vector256<float>*)weight;
                    Vector256<double> w0Lower = Vector256.WidenLower(weightRow[0]);
                    Vector256<double> w0Upper = Vector256.WidenUpper(weightRow[0]);
                    Vector256<double> w1Lower = Vector256.WidenLower(weightRow[1]);
                    Vector256<double> w1Upper = Vector256.WidenUpper(weightRow[1]);
                    Vector256<double> x0 = Vector256.Create((double)column[0]);
                    sum0x0Lower = Vector256.FusedMultiplyAdd(x0, w0Lower, sum0x0Lower);
                    sum0x0Upper = Vector256.FusedMultiplyAdd(x0, w0Upper, sum0x0Upper);
                    sum0x1Lower = Vector256.FusedMultiplyAdd(x0, w1Lower, sum0x1Lower);
                    sum0x1Upper = Vector256.FusedMultiplyAdd(x0, w1Upper, sum0x1Upper);
                    Vector256<double> x1 = Vector256.Create((double)column[16]);
                    sum1x0Lower = Vector256.FusedMultiplyAdd(x1, w0Lower, sum1x0Lower);
                    sum1x0Upper = Vector256.FusedMultiplyAdd(x1, w0Upper, sum1x0Upper);
                    sum1x1Lower = Vector256.FusedMultiplyAdd(x1, w1Lower, sum1x1Lower);
                    sum1x1Upper = Vector256.FusedMultiplyAdd(x1, w1Upper, sum1x1Upper);
                }
            }

            Vector256<float>* outputRows = (Vector256<float>*)&output[row * 16];
            Vector256<float>* first0Row = (Vector256<float>*)&initial[row * initialStride];
            Vector256<double> first0x0Lower = Vector256.WidenLower(first0Row[0]);
            Vector256<double> first0x0Upper = Vector256.WidenUpper(first0Row[0]);
            Vector256<double> first0x1Lower = Vector256.WidenLower(first0Row[1]);
            Vector256<double> first0x1Upper = Vector256.WidenUpper(first0Row[1]);
            outputRows[0] = Vector256.Narrow(first0x0Lower + sum0x0Lower, first0x0Upper + sum0x0Upper);
            outputRows[1] = Vector256.Narrow(first0x1Lower + sum0x1Lower, first0x1Upper + sum0x1Upper);
            Vector256<float>* first1Row = (Vector256<float>*)&initial[(row + 1) * initialStride];
            Vector256<double> first1x0Lower = Vector256.WidenLower(first1Row[0]);
            Vector256<double> first1x0Upper = Vector256.WidenUpper(first1Row[0]);
            Vector256<double> first1x1Lower = Vector256.WidenLower(first1Row[1]);
            Vector256<double> first1x1Upper = Vector256.WidenUpper(first1Row[1]);
            outputRows[2] = Vector256.Narrow(first1x0Lower + sum1x0Lower, first1x0Upper + sum1x0Upper);
            outputRows[3] = Vector256.Narrow(first1x1Lower + sum1x1Lower, first1x1Upper + sum1x1Upper);
        }
    }
}

/// <summary>output[16, 16] (+)= left[rows, 16]^T x right[rows, 16], summed in double.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void WideOuterPanel(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        for (nint column = 0; column < 16; column += 2, left = &left[2], output = &output[32])
        {
            Vector256<double> sum0x0Lower = Vector256<double>.Zero;
            Vector256<double> sum0x0Upper = Vector256<double>.Zero;
            Vector256<double> sum0x1Lower = Vector256<double>.Zero;
            Vector256<double> sum0x1Upper = Vector256<double>.Zero;
            Vector256<double> sum1x0Lower = Vector256<double>.Zero;
            Vector256<double> sum1x0Upper = Vector256<double>.Zero;
            Vector256<double> sum1x1Lower = Vector256<double>.Zero;
            Vector256<double> sum1x1Upper = Vector256<double>.Zero;
            float* from = left;
            float* with = right;

            for (float* end = &right[rows * 16]; with != end; from = &from[16], with = &with[16])
            {
                Vector256<float>* withRow = (Vector256<float>*)with;
                Vector256<double> w0Lower = Vector256.WidenLower(withRow[0]);
                Vector256<double> w0Upper = Vector256.WidenUpper(withRow[0]);
                Vector256<double> w1Lower = Vector256.WidenLower(withRow[1]);
                Vector256<double> w1Upper = Vector256.WidenUpper(withRow[1]);
                Vector256<double> x0 = Vector256.Create((double)from[0]);
                sum0x0Lower = Vector256.FusedMultiplyAdd(x0, w0Lower, sum0x0Lower);
                sum0x0Upper = Vector256.FusedMultiplyAdd(x0, w0Upper, sum0x0Upper);
                sum0x1Lower = Vector256.FusedMultiplyAdd(x0, w1Lower, sum0x1Lower);
                sum0x1Upper = Vector256.FusedMultiplyAdd(x0, w1Upper, sum0x1Upper);
                Vector256<double> x1 = Vector256.Create((double)from[1]);
                sum1x0Lower = Vector256.FusedMultiplyAdd(x1, w0Lower, sum1x0Lower);
                sum1x0Upper = Vector256.FusedMultiplyAdd(x1, w0Upper, sum1x0Upper);
                sum1x1Lower = Vector256.FusedMultiplyAdd(x1, w1Lower, sum1x1Lower);
                sum1x1Upper = Vector256.FusedMultiplyAdd(x1, w1Upper, sum1x1Upper);
            }

            Vector256<float>* outputRows = (Vector256<float>*)output;

            if (accumulate)
            {
                Vector256<double> present0x0Lower = Vector256.WidenLower(outputRows[0]);
                Vector256<double> present0x0Upper = Vector256.WidenUpper(outputRows[0]);
                Vector256<double> present0x1Lower = Vector256.WidenLower(outputRows[1]);
                Vector256<double> present0x1Upper = Vector256.WidenUpper(outputRows[1]);
                sum0x0Lower += present0x0Lower;
                sum0x0Upper += present0x0Upper;
                sum0x1Lower += present0x1Lower;
                sum0x1Upper += present0x1Upper;
                Vector256<double> present1x0Lower = Vector256.WidenLower(outputRows[2]);
                Vector256<double> present1x0Upper = Vector256.WidenUpper(outputRows[2]);
                Vector256<double> present1x1Lower = Vector256.WidenLower(outputRows[3]);
                Vector256<double> present1x1Upper = Vector256.WidenUpper(outputRows[3]);
                sum1x0Lower += present1x0Lower;
                sum1x0Upper += present1x0Upper;
                sum1x1Lower += present1x1Lower;
                sum1x1Upper += present1x1Upper;
            }

            outputRows[0] = Vector256.Narrow(sum0x0Lower, sum0x0Upper);
            outputRows[1] = Vector256.Narrow(sum0x1Lower, sum0x1Upper);
            outputRows[2] = Vector256.Narrow(sum1x0Lower, sum1x0Upper);
            outputRows[3] = Vector256.Narrow(sum1x1Lower, sum1x1Upper);
        }
    }
}
