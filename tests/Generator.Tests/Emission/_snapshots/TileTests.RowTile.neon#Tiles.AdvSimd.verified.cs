/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, 8] x weights[8, 16], tile by tile.
/// An initial stride of 0 starts every row from the same 16 values. Tiles write up to the next multiple of their rows.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Rows8(float* input, float* weights, float* output, float* initial, nint initialStride, nint rows)
{
    unchecked
    {
        nint row = 0;

        for (; row < rows - 4; row += 6)
        {
            Tile8(input + row * 16, weights, output + row * 16, initial + row * initialStride, initialStride);
        }

        for (; row < rows; row += 2)
        {
            SmallTile8(input + row * 16, weights, output + row * 16, initial + row * initialStride, initialStride);
        }
    }
}

/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, 8] x weights[8, 16]: one register tile.
/// An initial stride of 0 starts every row from the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Tile8(float* input, float* weights, float* output, float* initial, nint initialStride)
{
    unchecked
    {
        Vector128<float> sum0x0 = *(Vector128<float>*)initial; Vector128<float> sum0x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum0x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum0x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum1x0 = *(Vector128<float>*)initial; Vector128<float> sum1x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum1x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum1x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum2x0 = *(Vector128<float>*)initial; Vector128<float> sum2x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum2x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum2x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum3x0 = *(Vector128<float>*)initial; Vector128<float> sum3x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum3x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum3x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum4x0 = *(Vector128<float>*)initial; Vector128<float> sum4x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum4x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum4x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum5x0 = *(Vector128<float>*)initial; Vector128<float> sum5x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum5x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum5x3 = *(Vector128<float>*)(initial + 12);

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector128<float> weight0 = *(Vector128<float>*)weights;
            Vector128<float> weight1 = *(Vector128<float>*)(weights + 4);
            Vector128<float> weight2 = *(Vector128<float>*)(weights + 8);
            Vector128<float> weight3 = *(Vector128<float>*)(weights + 12);
            Vector128<float> column0 = Vector128.Create(input[0]);
            sum0x0 = Vector128.FusedMultiplyAdd(column0, weight0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(column0, weight1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(column0, weight2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(column0, weight3, sum0x3);
            Vector128<float> column1 = Vector128.Create(input[16]);
            sum1x0 = Vector128.FusedMultiplyAdd(column1, weight0, sum1x0);
            sum1x1 = Vector128.FusedMultiplyAdd(column1, weight1, sum1x1);
            sum1x2 = Vector128.FusedMultiplyAdd(column1, weight2, sum1x2);
            sum1x3 = Vector128.FusedMultiplyAdd(column1, weight3, sum1x3);
            Vector128<float> column2 = Vector128.Create(input[32]);
            sum2x0 = Vector128.FusedMultiplyAdd(column2, weight0, sum2x0);
            sum2x1 = Vector128.FusedMultiplyAdd(column2, weight1, sum2x1);
            sum2x2 = Vector128.FusedMultiplyAdd(column2, weight2, sum2x2);
            sum2x3 = Vector128.FusedMultiplyAdd(column2, weight3, sum2x3);
            Vector128<float> column3 = Vector128.Create(input[48]);
            sum3x0 = Vector128.FusedMultiplyAdd(column3, weight0, sum3x0);
            sum3x1 = Vector128.FusedMultiplyAdd(column3, weight1, sum3x1);
            sum3x2 = Vector128.FusedMultiplyAdd(column3, weight2, sum3x2);
            sum3x3 = Vector128.FusedMultiplyAdd(column3, weight3, sum3x3);
            Vector128<float> column4 = Vector128.Create(input[64]);
            sum4x0 = Vector128.FusedMultiplyAdd(column4, weight0, sum4x0);
            sum4x1 = Vector128.FusedMultiplyAdd(column4, weight1, sum4x1);
            sum4x2 = Vector128.FusedMultiplyAdd(column4, weight2, sum4x2);
            sum4x3 = Vector128.FusedMultiplyAdd(column4, weight3, sum4x3);
            Vector128<float> column5 = Vector128.Create(input[80]);
            sum5x0 = Vector128.FusedMultiplyAdd(column5, weight0, sum5x0);
            sum5x1 = Vector128.FusedMultiplyAdd(column5, weight1, sum5x1);
            sum5x2 = Vector128.FusedMultiplyAdd(column5, weight2, sum5x2);
            sum5x3 = Vector128.FusedMultiplyAdd(column5, weight3, sum5x3);

            Vector128<float> weightNext0 = *(Vector128<float>*)(weights + 16);
            Vector128<float> weightNext1 = *(Vector128<float>*)(weights + 20);
            Vector128<float> weightNext2 = *(Vector128<float>*)(weights + 24);
            Vector128<float> weightNext3 = *(Vector128<float>*)(weights + 28);
            Vector128<float> column0Next = Vector128.Create(input[1]);
            sum0x0 = Vector128.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(column0Next, weightNext1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(column0Next, weightNext2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(column0Next, weightNext3, sum0x3);
            Vector128<float> column1Next = Vector128.Create(input[17]);
            sum1x0 = Vector128.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            sum1x1 = Vector128.FusedMultiplyAdd(column1Next, weightNext1, sum1x1);
            sum1x2 = Vector128.FusedMultiplyAdd(column1Next, weightNext2, sum1x2);
            sum1x3 = Vector128.FusedMultiplyAdd(column1Next, weightNext3, sum1x3);
            Vector128<float> column2Next = Vector128.Create(input[33]);
            sum2x0 = Vector128.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
            sum2x1 = Vector128.FusedMultiplyAdd(column2Next, weightNext1, sum2x1);
            sum2x2 = Vector128.FusedMultiplyAdd(column2Next, weightNext2, sum2x2);
            sum2x3 = Vector128.FusedMultiplyAdd(column2Next, weightNext3, sum2x3);
            Vector128<float> column3Next = Vector128.Create(input[49]);
            sum3x0 = Vector128.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
            sum3x1 = Vector128.FusedMultiplyAdd(column3Next, weightNext1, sum3x1);
            sum3x2 = Vector128.FusedMultiplyAdd(column3Next, weightNext2, sum3x2);
            sum3x3 = Vector128.FusedMultiplyAdd(column3Next, weightNext3, sum3x3);
            Vector128<float> column4Next = Vector128.Create(input[65]);
            sum4x0 = Vector128.FusedMultiplyAdd(column4Next, weightNext0, sum4x0);
            sum4x1 = Vector128.FusedMultiplyAdd(column4Next, weightNext1, sum4x1);
            sum4x2 = Vector128.FusedMultiplyAdd(column4Next, weightNext2, sum4x2);
            sum4x3 = Vector128.FusedMultiplyAdd(column4Next, weightNext3, sum4x3);
            Vector128<float> column5Next = Vector128.Create(input[81]);
            sum5x0 = Vector128.FusedMultiplyAdd(column5Next, weightNext0, sum5x0);
            sum5x1 = Vector128.FusedMultiplyAdd(column5Next, weightNext1, sum5x1);
            sum5x2 = Vector128.FusedMultiplyAdd(column5Next, weightNext2, sum5x2);
            sum5x3 = Vector128.FusedMultiplyAdd(column5Next, weightNext3, sum5x3);
        }

        *(Vector128<float>*)output = sum0x0; *(Vector128<float>*)(output + 4) = sum0x1; *(Vector128<float>*)(output + 8) = sum0x2; *(Vector128<float>*)(output + 12) = sum0x3;
        *(Vector128<float>*)(output + 16) = sum1x0; *(Vector128<float>*)(output + 20) = sum1x1; *(Vector128<float>*)(output + 24) = sum1x2; *(Vector128<float>*)(output + 28) = sum1x3;
        *(Vector128<float>*)(output + 32) = sum2x0; *(Vector128<float>*)(output + 36) = sum2x1; *(Vector128<float>*)(output + 40) = sum2x2; *(Vector128<float>*)(output + 44) = sum2x3;
        *(Vector128<float>*)(output + 48) = sum3x0; *(Vector128<float>*)(output + 52) = sum3x1; *(Vector128<float>*)(output + 56) = sum3x2; *(Vector128<float>*)(output + 60) = sum3x3;
        *(Vector128<float>*)(output + 64) = sum4x0; *(Vector128<float>*)(output + 68) = sum4x1; *(Vector128<float>*)(output + 72) = sum4x2; *(Vector128<float>*)(output + 76) = sum4x3;
        *(Vector128<float>*)(output + 80) = sum5x0; *(Vector128<float>*)(output + 84) = sum5x1; *(Vector128<float>*)(output + 88) = sum5x2; *(Vector128<float>*)(output + 92) = sum5x3;
    }
}

/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, 8] x weights[8, 16]: one register tile.
/// An initial stride of 0 starts every row from the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void SmallTile8(float* input, float* weights, float* output, float* initial, nint initialStride)
{
    unchecked
    {
        Vector128<float> sum0x0 = *(Vector128<float>*)initial; Vector128<float> sum0x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum0x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum0x3 = *(Vector128<float>*)(initial + 12);
        initial += initialStride;
        Vector128<float> sum1x0 = *(Vector128<float>*)initial; Vector128<float> sum1x1 = *(Vector128<float>*)(initial + 4); Vector128<float> sum1x2 = *(Vector128<float>*)(initial + 8); Vector128<float> sum1x3 = *(Vector128<float>*)(initial + 12);

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector128<float> weight0 = *(Vector128<float>*)weights;
            Vector128<float> weight1 = *(Vector128<float>*)(weights + 4);
            Vector128<float> weight2 = *(Vector128<float>*)(weights + 8);
            Vector128<float> weight3 = *(Vector128<float>*)(weights + 12);
            Vector128<float> column0 = Vector128.Create(input[0]);
            sum0x0 = Vector128.FusedMultiplyAdd(column0, weight0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(column0, weight1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(column0, weight2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(column0, weight3, sum0x3);
            Vector128<float> column1 = Vector128.Create(input[16]);
            sum1x0 = Vector128.FusedMultiplyAdd(column1, weight0, sum1x0);
            sum1x1 = Vector128.FusedMultiplyAdd(column1, weight1, sum1x1);
            sum1x2 = Vector128.FusedMultiplyAdd(column1, weight2, sum1x2);
            sum1x3 = Vector128.FusedMultiplyAdd(column1, weight3, sum1x3);

            Vector128<float> weightNext0 = *(Vector128<float>*)(weights + 16);
            Vector128<float> weightNext1 = *(Vector128<float>*)(weights + 20);
            Vector128<float> weightNext2 = *(Vector128<float>*)(weights + 24);
            Vector128<float> weightNext3 = *(Vector128<float>*)(weights + 28);
            Vector128<float> column0Next = Vector128.Create(input[1]);
            sum0x0 = Vector128.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(column0Next, weightNext1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(column0Next, weightNext2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(column0Next, weightNext3, sum0x3);
            Vector128<float> column1Next = Vector128.Create(input[17]);
            sum1x0 = Vector128.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            sum1x1 = Vector128.FusedMultiplyAdd(column1Next, weightNext1, sum1x1);
            sum1x2 = Vector128.FusedMultiplyAdd(column1Next, weightNext2, sum1x2);
            sum1x3 = Vector128.FusedMultiplyAdd(column1Next, weightNext3, sum1x3);
        }

        *(Vector128<float>*)output = sum0x0; *(Vector128<float>*)(output + 4) = sum0x1; *(Vector128<float>*)(output + 8) = sum0x2; *(Vector128<float>*)(output + 12) = sum0x3;
        *(Vector128<float>*)(output + 16) = sum1x0; *(Vector128<float>*)(output + 20) = sum1x1; *(Vector128<float>*)(output + 24) = sum1x2; *(Vector128<float>*)(output + 28) = sum1x3;
    }
}
