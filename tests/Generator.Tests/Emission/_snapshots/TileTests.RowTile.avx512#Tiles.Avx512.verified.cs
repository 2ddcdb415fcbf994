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

        for (; row < rows - 8; row += 12)
        {
            Tile8(input + row * 16, weights, output + row * 16, initial + row * initialStride, initialStride);
        }

        for (; row < rows; row += 4)
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
        Vector512<float> sum0x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum1x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum2x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum3x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum4x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum5x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum6x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum7x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum8x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum9x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum10x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum11x0 = *(Vector512<float>*)initial;

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector512<float> weight0 = *(Vector512<float>*)weights;
            Vector512<float> column0 = Vector512.Create(input[0]);
            sum0x0 = Vector512.FusedMultiplyAdd(column0, weight0, sum0x0);
            Vector512<float> column1 = Vector512.Create(input[16]);
            sum1x0 = Vector512.FusedMultiplyAdd(column1, weight0, sum1x0);
            Vector512<float> column2 = Vector512.Create(input[32]);
            sum2x0 = Vector512.FusedMultiplyAdd(column2, weight0, sum2x0);
            Vector512<float> column3 = Vector512.Create(input[48]);
            sum3x0 = Vector512.FusedMultiplyAdd(column3, weight0, sum3x0);
            Vector512<float> column4 = Vector512.Create(input[64]);
            sum4x0 = Vector512.FusedMultiplyAdd(column4, weight0, sum4x0);
            Vector512<float> column5 = Vector512.Create(input[80]);
            sum5x0 = Vector512.FusedMultiplyAdd(column5, weight0, sum5x0);
            Vector512<float> column6 = Vector512.Create(input[96]);
            sum6x0 = Vector512.FusedMultiplyAdd(column6, weight0, sum6x0);
            Vector512<float> column7 = Vector512.Create(input[112]);
            sum7x0 = Vector512.FusedMultiplyAdd(column7, weight0, sum7x0);
            Vector512<float> column8 = Vector512.Create(input[128]);
            sum8x0 = Vector512.FusedMultiplyAdd(column8, weight0, sum8x0);
            Vector512<float> column9 = Vector512.Create(input[144]);
            sum9x0 = Vector512.FusedMultiplyAdd(column9, weight0, sum9x0);
            Vector512<float> column10 = Vector512.Create(input[160]);
            sum10x0 = Vector512.FusedMultiplyAdd(column10, weight0, sum10x0);
            Vector512<float> column11 = Vector512.Create(input[176]);
            sum11x0 = Vector512.FusedMultiplyAdd(column11, weight0, sum11x0);

            Vector512<float> weightNext0 = *(Vector512<float>*)(weights + 16);
            Vector512<float> column0Next = Vector512.Create(input[1]);
            sum0x0 = Vector512.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            Vector512<float> column1Next = Vector512.Create(input[17]);
            sum1x0 = Vector512.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            Vector512<float> column2Next = Vector512.Create(input[33]);
            sum2x0 = Vector512.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
            Vector512<float> column3Next = Vector512.Create(input[49]);
            sum3x0 = Vector512.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
            Vector512<float> column4Next = Vector512.Create(input[65]);
            sum4x0 = Vector512.FusedMultiplyAdd(column4Next, weightNext0, sum4x0);
            Vector512<float> column5Next = Vector512.Create(input[81]);
            sum5x0 = Vector512.FusedMultiplyAdd(column5Next, weightNext0, sum5x0);
            Vector512<float> column6Next = Vector512.Create(input[97]);
            sum6x0 = Vector512.FusedMultiplyAdd(column6Next, weightNext0, sum6x0);
            Vector512<float> column7Next = Vector512.Create(input[113]);
            sum7x0 = Vector512.FusedMultiplyAdd(column7Next, weightNext0, sum7x0);
            Vector512<float> column8Next = Vector512.Create(input[129]);
            sum8x0 = Vector512.FusedMultiplyAdd(column8Next, weightNext0, sum8x0);
            Vector512<float> column9Next = Vector512.Create(input[145]);
            sum9x0 = Vector512.FusedMultiplyAdd(column9Next, weightNext0, sum9x0);
            Vector512<float> column10Next = Vector512.Create(input[161]);
            sum10x0 = Vector512.FusedMultiplyAdd(column10Next, weightNext0, sum10x0);
            Vector512<float> column11Next = Vector512.Create(input[177]);
            sum11x0 = Vector512.FusedMultiplyAdd(column11Next, weightNext0, sum11x0);
        }

        *(Vector512<float>*)output = sum0x0;
        *(Vector512<float>*)(output + 16) = sum1x0;
        *(Vector512<float>*)(output + 32) = sum2x0;
        *(Vector512<float>*)(output + 48) = sum3x0;
        *(Vector512<float>*)(output + 64) = sum4x0;
        *(Vector512<float>*)(output + 80) = sum5x0;
        *(Vector512<float>*)(output + 96) = sum6x0;
        *(Vector512<float>*)(output + 112) = sum7x0;
        *(Vector512<float>*)(output + 128) = sum8x0;
        *(Vector512<float>*)(output + 144) = sum9x0;
        *(Vector512<float>*)(output + 160) = sum10x0;
        *(Vector512<float>*)(output + 176) = sum11x0;
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
        Vector512<float> sum0x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum1x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum2x0 = *(Vector512<float>*)initial;
        initial += initialStride;
        Vector512<float> sum3x0 = *(Vector512<float>*)initial;

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector512<float> weight0 = *(Vector512<float>*)weights;
            Vector512<float> column0 = Vector512.Create(input[0]);
            sum0x0 = Vector512.FusedMultiplyAdd(column0, weight0, sum0x0);
            Vector512<float> column1 = Vector512.Create(input[16]);
            sum1x0 = Vector512.FusedMultiplyAdd(column1, weight0, sum1x0);
            Vector512<float> column2 = Vector512.Create(input[32]);
            sum2x0 = Vector512.FusedMultiplyAdd(column2, weight0, sum2x0);
            Vector512<float> column3 = Vector512.Create(input[48]);
            sum3x0 = Vector512.FusedMultiplyAdd(column3, weight0, sum3x0);

            Vector512<float> weightNext0 = *(Vector512<float>*)(weights + 16);
            Vector512<float> column0Next = Vector512.Create(input[1]);
            sum0x0 = Vector512.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            Vector512<float> column1Next = Vector512.Create(input[17]);
            sum1x0 = Vector512.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            Vector512<float> column2Next = Vector512.Create(input[33]);
            sum2x0 = Vector512.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
            Vector512<float> column3Next = Vector512.Create(input[49]);
            sum3x0 = Vector512.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
        }

        *(Vector512<float>*)output = sum0x0;
        *(Vector512<float>*)(output + 16) = sum1x0;
        *(Vector512<float>*)(output + 32) = sum2x0;
        *(Vector512<float>*)(output + 48) = sum3x0;
    }
}
