/// <summary>output[5, 16] (+)= left[rows, 5]^T x right[rows, 16]: one register tile; rows in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterTile5Blocks3x16(float* left, float* right, float* output, nint rows, int* blocks, nint first, bool accumulate)
{
    unchecked
    {
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        Vector256<float> sum1x0 = Vector256<float>.Zero; Vector256<float> sum1x1 = Vector256<float>.Zero;
        Vector256<float> sum2x0 = Vector256<float>.Zero; Vector256<float> sum2x1 = Vector256<float>.Zero;
        Vector256<float> sum3x0 = Vector256<float>.Zero; Vector256<float> sum3x1 = Vector256<float>.Zero;
        Vector256<float> sum4x0 = Vector256<float>.Zero; Vector256<float> sum4x1 = Vector256<float>.Zero;

        float* pool = right;

        for (nint last = first + rows, count; first < last; first += count)
        {
            right = &pool[((nint)blocks[first / 16] * 16 + first % 16) * 16];
            count = Math.Min(last, (first / 16 + 1) * 16) - first;

            for (float* end = &right[count * 16]; right != end; left = &left[16], right = &right[16])
            {
                Vector256<float>* rightRow = (Vector256<float>*)right;
                Vector256<float> row0 = rightRow[0];
                Vector256<float> row1 = rightRow[1];
                Vector256<float> column0 = Broadcast(left[0]);
                sum0x0 = Vector256.FusedMultiplyAdd(column0, row0, sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(column0, row1, sum0x1);
                Vector256<float> column1 = Broadcast(left[1]);
                sum1x0 = Vector256.FusedMultiplyAdd(column1, row0, sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(column1, row1, sum1x1);
                Vector256<float> column2 = Broadcast(left[2]);
                sum2x0 = Vector256.FusedMultiplyAdd(column2, row0, sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(column2, row1, sum2x1);
                Vector256<float> column3 = Broadcast(left[3]);
                sum3x0 = Vector256.FusedMultiplyAdd(column3, row0, sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(column3, row1, sum3x1);
                Vector256<float> column4 = Broadcast(left[4]);
                sum4x0 = Vector256.FusedMultiplyAdd(column4, row0, sum4x0);
                sum4x1 = Vector256.FusedMultiplyAdd(column4, row1, sum4x1);
            }
        }

        Vector256<float>* outputRows = (Vector256<float>*)output;

        if (accumulate)
        {
            sum0x0 += outputRows[0]; sum0x1 += outputRows[1];
            sum1x0 += outputRows[2]; sum1x1 += outputRows[3];
            sum2x0 += outputRows[4]; sum2x1 += outputRows[5];
            sum3x0 += outputRows[6]; sum3x1 += outputRows[7];
            sum4x0 += outputRows[8]; sum4x1 += outputRows[9];
        }

        outputRows[0] = sum0x0; outputRows[1] = sum0x1;
        outputRows[2] = sum1x0; outputRows[3] = sum1x1;
        outputRows[4] = sum2x0; outputRows[5] = sum2x1;
        outputRows[6] = sum3x0; outputRows[7] = sum3x1;
        outputRows[8] = sum4x0; outputRows[9] = sum4x1;
    }
}
