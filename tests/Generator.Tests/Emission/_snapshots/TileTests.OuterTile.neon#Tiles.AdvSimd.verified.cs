/// <summary>output[16, 16] (+)= left[rows, 16]^T x right[rows, 16].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterPanel(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        OuterTile6(left, right, output, rows, accumulate);
        OuterTile5(&left[6], right, &output[96], rows, accumulate);
        OuterTile5(&left[11], right, &output[176], rows, accumulate);
    }
}

/// <summary>output[5, 16] (+)= left[rows, 5]^T x right[rows, 16]: one register tile; rows in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterTile5(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        Vector128<float> sum1x0 = Vector128<float>.Zero; Vector128<float> sum1x1 = Vector128<float>.Zero; Vector128<float> sum1x2 = Vector128<float>.Zero; Vector128<float> sum1x3 = Vector128<float>.Zero;
        Vector128<float> sum2x0 = Vector128<float>.Zero; Vector128<float> sum2x1 = Vector128<float>.Zero; Vector128<float> sum2x2 = Vector128<float>.Zero; Vector128<float> sum2x3 = Vector128<float>.Zero;
        Vector128<float> sum3x0 = Vector128<float>.Zero; Vector128<float> sum3x1 = Vector128<float>.Zero; Vector128<float> sum3x2 = Vector128<float>.Zero; Vector128<float> sum3x3 = Vector128<float>.Zero;
        Vector128<float> sum4x0 = Vector128<float>.Zero; Vector128<float> sum4x1 = Vector128<float>.Zero; Vector128<float> sum4x2 = Vector128<float>.Zero; Vector128<float> sum4x3 = Vector128<float>.Zero;

        for (float* end = &right[rows * 16]; right != end; left = &left[16], right = &right[16])
        {
            Vector128<float>* rightRow = (Vector128<float>*)right;
            Vector128<float> row0 = rightRow[0];
            Vector128<float> row1 = rightRow[1];
            Vector128<float> row2 = rightRow[2];
            Vector128<float> row3 = rightRow[3];
            Vector128<float> column0 = Broadcast(left[0]);
            sum0x0 = Vector128.FusedMultiplyAdd(column0, row0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(column0, row1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(column0, row2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(column0, row3, sum0x3);
            Vector128<float> column1 = Broadcast(left[1]);
            sum1x0 = Vector128.FusedMultiplyAdd(column1, row0, sum1x0);
            sum1x1 = Vector128.FusedMultiplyAdd(column1, row1, sum1x1);
            sum1x2 = Vector128.FusedMultiplyAdd(column1, row2, sum1x2);
            sum1x3 = Vector128.FusedMultiplyAdd(column1, row3, sum1x3);
            Vector128<float> column2 = Broadcast(left[2]);
            sum2x0 = Vector128.FusedMultiplyAdd(column2, row0, sum2x0);
            sum2x1 = Vector128.FusedMultiplyAdd(column2, row1, sum2x1);
            sum2x2 = Vector128.FusedMultiplyAdd(column2, row2, sum2x2);
            sum2x3 = Vector128.FusedMultiplyAdd(column2, row3, sum2x3);
            Vector128<float> column3 = Broadcast(left[3]);
            sum3x0 = Vector128.FusedMultiplyAdd(column3, row0, sum3x0);
            sum3x1 = Vector128.FusedMultiplyAdd(column3, row1, sum3x1);
            sum3x2 = Vector128.FusedMultiplyAdd(column3, row2, sum3x2);
            sum3x3 = Vector128.FusedMultiplyAdd(column3, row3, sum3x3);
            Vector128<float> column4 = Broadcast(left[4]);
            sum4x0 = Vector128.FusedMultiplyAdd(column4, row0, sum4x0);
            sum4x1 = Vector128.FusedMultiplyAdd(column4, row1, sum4x1);
            sum4x2 = Vector128.FusedMultiplyAdd(column4, row2, sum4x2);
            sum4x3 = Vector128.FusedMultiplyAdd(column4, row3, sum4x3);
        }

        Vector128<float>* outputRows = (Vector128<float>*)output;

        if (accumulate)
        {
            sum0x0 += outputRows[0]; sum0x1 += outputRows[1]; sum0x2 += outputRows[2]; sum0x3 += outputRows[3];
            sum1x0 += outputRows[4]; sum1x1 += outputRows[5]; sum1x2 += outputRows[6]; sum1x3 += outputRows[7];
            sum2x0 += outputRows[8]; sum2x1 += outputRows[9]; sum2x2 += outputRows[10]; sum2x3 += outputRows[11];
            sum3x0 += outputRows[12]; sum3x1 += outputRows[13]; sum3x2 += outputRows[14]; sum3x3 += outputRows[15];
            sum4x0 += outputRows[16]; sum4x1 += outputRows[17]; sum4x2 += outputRows[18]; sum4x3 += outputRows[19];
        }

        outputRows[0] = sum0x0; outputRows[1] = sum0x1; outputRows[2] = sum0x2; outputRows[3] = sum0x3;
        outputRows[4] = sum1x0; outputRows[5] = sum1x1; outputRows[6] = sum1x2; outputRows[7] = sum1x3;
        outputRows[8] = sum2x0; outputRows[9] = sum2x1; outputRows[10] = sum2x2; outputRows[11] = sum2x3;
        outputRows[12] = sum3x0; outputRows[13] = sum3x1; outputRows[14] = sum3x2; outputRows[15] = sum3x3;
        outputRows[16] = sum4x0; outputRows[17] = sum4x1; outputRows[18] = sum4x2; outputRows[19] = sum4x3;
    }
}
