/// <summary>output[16, 16] (+)= left[rows, 16]^T x right[rows, 16].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterPanel(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        OuterTile2(left, right, output, rows, accumulate);
        OuterTile2(&left[2], right, &output[32], rows, accumulate);
        OuterTile2(&left[4], right, &output[64], rows, accumulate);
        OuterTile2(&left[6], right, &output[96], rows, accumulate);
        OuterTile2(&left[8], right, &output[128], rows, accumulate);
        OuterTile2(&left[10], right, &output[160], rows, accumulate);
        OuterTile2(&left[12], right, &output[192], rows, accumulate);
        OuterTile2(&left[14], right, &output[224], rows, accumulate);
    }
}

/// <summary>output[2, 16] (+)= left[rows, 2]^T x right[rows, 16]: one register tile; rows in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterTile2(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        Vector128<float> sum1x0 = Vector128<float>.Zero; Vector128<float> sum1x1 = Vector128<float>.Zero; Vector128<float> sum1x2 = Vector128<float>.Zero; Vector128<float> sum1x3 = Vector128<float>.Zero;

        for (float* end = &right[rows * 16]; right != end; left = &left[16], right = &right[16])
        {
            Vector128<float>* rightRow = (Vector128<float>*)right;
            Vector128<float> row0 = rightRow[0];
            Vector128<float> row1 = rightRow[1];
            Vector128<float> row2 = rightRow[2];
            Vector128<float> row3 = rightRow[3];
            Vector128<float> column0 = Broadcast(left[0]);
            sum0x0 = (column0 * row0) + sum0x0;
            sum0x1 = (column0 * row1) + sum0x1;
            sum0x2 = (column0 * row2) + sum0x2;
            sum0x3 = (column0 * row3) + sum0x3;
            Vector128<float> column1 = Broadcast(left[1]);
            sum1x0 = (column1 * row0) + sum1x0;
            sum1x1 = (column1 * row1) + sum1x1;
            sum1x2 = (column1 * row2) + sum1x2;
            sum1x3 = (column1 * row3) + sum1x3;
        }

        Vector128<float>* outputRows = (Vector128<float>*)output;

        if (accumulate)
        {
            sum0x0 += outputRows[0]; sum0x1 += outputRows[1]; sum0x2 += outputRows[2]; sum0x3 += outputRows[3];
            sum1x0 += outputRows[4]; sum1x1 += outputRows[5]; sum1x2 += outputRows[6]; sum1x3 += outputRows[7];
        }

        outputRows[0] = sum0x0; outputRows[1] = sum0x1; outputRows[2] = sum0x2; outputRows[3] = sum0x3;
        outputRows[4] = sum1x0; outputRows[5] = sum1x1; outputRows[6] = sum1x2; outputRows[7] = sum1x3;
    }
}
