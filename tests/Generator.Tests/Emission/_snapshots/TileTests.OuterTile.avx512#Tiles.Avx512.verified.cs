/// <summary>output[16, 16] (+)= left[rows, 16]^T x right[rows, 16].</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterPanel(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        OuterTile16(left, right, output, rows, accumulate);
    }
}

/// <summary>output[16, 16] (+)= left[rows, 16]^T x right[rows, 16]: one register tile; rows in order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void OuterTile16(float* left, float* right, float* output, nint rows, bool accumulate)
{
    unchecked
    {
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        Vector512<float> sum1x0 = Vector512<float>.Zero;
        Vector512<float> sum2x0 = Vector512<float>.Zero;
        Vector512<float> sum3x0 = Vector512<float>.Zero;
        Vector512<float> sum4x0 = Vector512<float>.Zero;
        Vector512<float> sum5x0 = Vector512<float>.Zero;
        Vector512<float> sum6x0 = Vector512<float>.Zero;
        Vector512<float> sum7x0 = Vector512<float>.Zero;
        Vector512<float> sum8x0 = Vector512<float>.Zero;
        Vector512<float> sum9x0 = Vector512<float>.Zero;
        Vector512<float> sum10x0 = Vector512<float>.Zero;
        Vector512<float> sum11x0 = Vector512<float>.Zero;
        Vector512<float> sum12x0 = Vector512<float>.Zero;
        Vector512<float> sum13x0 = Vector512<float>.Zero;
        Vector512<float> sum14x0 = Vector512<float>.Zero;
        Vector512<float> sum15x0 = Vector512<float>.Zero;

        for (float* end = &right[rows * 16]; right != end; left = &left[16], right = &right[16])
        {
            Vector512<float>* rightRow = (Vector512<float>*)right;
            Vector512<float> row0 = rightRow[0];
            Vector512<float> column0 = Broadcast(left[0]);
            sum0x0 = Vector512.FusedMultiplyAdd(column0, row0, sum0x0);
            Vector512<float> column1 = Broadcast(left[1]);
            sum1x0 = Vector512.FusedMultiplyAdd(column1, row0, sum1x0);
            Vector512<float> column2 = Broadcast(left[2]);
            sum2x0 = Vector512.FusedMultiplyAdd(column2, row0, sum2x0);
            Vector512<float> column3 = Broadcast(left[3]);
            sum3x0 = Vector512.FusedMultiplyAdd(column3, row0, sum3x0);
            Vector512<float> column4 = Broadcast(left[4]);
            sum4x0 = Vector512.FusedMultiplyAdd(column4, row0, sum4x0);
            Vector512<float> column5 = Broadcast(left[5]);
            sum5x0 = Vector512.FusedMultiplyAdd(column5, row0, sum5x0);
            Vector512<float> column6 = Broadcast(left[6]);
            sum6x0 = Vector512.FusedMultiplyAdd(column6, row0, sum6x0);
            Vector512<float> column7 = Broadcast(left[7]);
            sum7x0 = Vector512.FusedMultiplyAdd(column7, row0, sum7x0);
            Vector512<float> column8 = Broadcast(left[8]);
            sum8x0 = Vector512.FusedMultiplyAdd(column8, row0, sum8x0);
            Vector512<float> column9 = Broadcast(left[9]);
            sum9x0 = Vector512.FusedMultiplyAdd(column9, row0, sum9x0);
            Vector512<float> column10 = Broadcast(left[10]);
            sum10x0 = Vector512.FusedMultiplyAdd(column10, row0, sum10x0);
            Vector512<float> column11 = Broadcast(left[11]);
            sum11x0 = Vector512.FusedMultiplyAdd(column11, row0, sum11x0);
            Vector512<float> column12 = Broadcast(left[12]);
            sum12x0 = Vector512.FusedMultiplyAdd(column12, row0, sum12x0);
            Vector512<float> column13 = Broadcast(left[13]);
            sum13x0 = Vector512.FusedMultiplyAdd(column13, row0, sum13x0);
            Vector512<float> column14 = Broadcast(left[14]);
            sum14x0 = Vector512.FusedMultiplyAdd(column14, row0, sum14x0);
            Vector512<float> column15 = Broadcast(left[15]);
            sum15x0 = Vector512.FusedMultiplyAdd(column15, row0, sum15x0);
        }

        Vector512<float>* outputRows = (Vector512<float>*)output;

        if (accumulate)
        {
            sum0x0 += outputRows[0];
            sum1x0 += outputRows[1];
            sum2x0 += outputRows[2];
            sum3x0 += outputRows[3];
            sum4x0 += outputRows[4];
            sum5x0 += outputRows[5];
            sum6x0 += outputRows[6];
            sum7x0 += outputRows[7];
            sum8x0 += outputRows[8];
            sum9x0 += outputRows[9];
            sum10x0 += outputRows[10];
            sum11x0 += outputRows[11];
            sum12x0 += outputRows[12];
            sum13x0 += outputRows[13];
            sum14x0 += outputRows[14];
            sum15x0 += outputRows[15];
        }

        outputRows[0] = sum0x0;
        outputRows[1] = sum1x0;
        outputRows[2] = sum2x0;
        outputRows[3] = sum3x0;
        outputRows[4] = sum4x0;
        outputRows[5] = sum5x0;
        outputRows[6] = sum6x0;
        outputRows[7] = sum7x0;
        outputRows[8] = sum8x0;
        outputRows[9] = sum9x0;
        outputRows[10] = sum10x0;
        outputRows[11] = sum11x0;
        outputRows[12] = sum12x0;
        outputRows[13] = sum13x0;
        outputRows[14] = sum14x0;
        outputRows[15] = sum15x0;
    }
}
