/// <summary>
/// output = input * inverseDeviation * weight over the 8 columns of each row,
/// inverseDeviation = 1 / sqrt(sum(input^2) / 8 + 1E-06f).
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RmsNorm8Epsilon1em6Rows12(float* input, float* weight, float* output, nint row, nint rows)
{
    unchecked
    {
        // 4 rows at a time; behind the last one there is room for a whole group.
        for (nint end = row + rows; row < end; row += 4)
        {
            float* x = &input[row * 16];
            float* y = &output[row * 16];

            // The mean of squares; padding is zero and adds nothing.
            Vector256<float> squares0x0 = Vector256<float>.Zero;
            Vector256<float> squares0x1 = Vector256<float>.Zero;
            Vector256<float> squares1x0 = Vector256<float>.Zero;
            Vector256<float> squares1x1 = Vector256<float>.Zero;
            Vector256<float> squares2x0 = Vector256<float>.Zero;
            Vector256<float> squares2x1 = Vector256<float>.Zero;
            Vector256<float> squares3x0 = Vector256<float>.Zero;
            Vector256<float> squares3x1 = Vector256<float>.Zero;

            Vector256<float>* xRows = (Vector256<float>*)x;
            squares0x0 = Vector256.FusedMultiplyAdd(xRows[0], xRows[0], squares0x0);
            squares0x1 = Vector256.FusedMultiplyAdd(xRows[1], xRows[1], squares0x1);
            squares1x0 = Vector256.FusedMultiplyAdd(xRows[2], xRows[2], squares1x0);
            squares1x1 = Vector256.FusedMultiplyAdd(xRows[3], xRows[3], squares1x1);
            squares2x0 = Vector256.FusedMultiplyAdd(xRows[4], xRows[4], squares2x0);
            squares2x1 = Vector256.FusedMultiplyAdd(xRows[5], xRows[5], squares2x1);
            squares3x0 = Vector256.FusedMultiplyAdd(xRows[6], xRows[6], squares3x0);
            squares3x1 = Vector256.FusedMultiplyAdd(xRows[7], xRows[7], squares3x1);

            float inverse0 = (float)(1 / Math.Sqrt((WideSum(squares0x0) + WideSum(squares0x1)) / 8 + 1E-06f));
            float inverse1 = (float)(1 / Math.Sqrt((WideSum(squares1x0) + WideSum(squares1x1)) / 8 + 1E-06f));
            float inverse2 = (float)(1 / Math.Sqrt((WideSum(squares2x0) + WideSum(squares2x1)) / 8 + 1E-06f));
            float inverse3 = (float)(1 / Math.Sqrt((WideSum(squares3x0) + WideSum(squares3x1)) / 8 + 1E-06f));
            Vector256<float> scale0 = Broadcast(inverse0);
            Vector256<float> scale1 = Broadcast(inverse1);
            Vector256<float> scale2 = Broadcast(inverse2);
            Vector256<float> scale3 = Broadcast(inverse3);

            // The weight is zero in the padding, so the result is too.
            float* w = weight;

            Vector256<float>* yRows = (Vector256<float>*)y;
            Vector256<float>* wRow = (Vector256<float>*)w;
            yRows[0] = xRows[0] * scale0 * wRow[0];
            yRows[1] = xRows[1] * scale0 * wRow[1];
            yRows[2] = xRows[2] * scale1 * wRow[0];
            yRows[3] = xRows[3] * scale1 * wRow[1];
            yRows[4] = xRows[4] * scale2 * wRow[0];
            yRows[5] = xRows[5] * scale2 * wRow[1];
            yRows[6] = xRows[6] * scale3 * wRow[0];
            yRows[7] = xRows[7] * scale3 * wRow[1];
        }
    }
}
