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

        for (; row < rows - 1; row += 2)
        {
            Tile8(input + row * 16, weights, output + row * 16, initial + row * initialStride, initialStride);
        }

        for (; row < rows; row += 1)
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

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector128<float> weight0 = *(Vector128<float>*)weights;
            Vector128<float> weight1 = *(Vector128<float>*)(weights + 4);
            Vector128<float> weight2 = *(Vector128<float>*)(weights + 8);
            Vector128<float> weight3 = *(Vector128<float>*)(weights + 12);
            Vector128<float> column0 = Vector128.Create(input[0]);
            sum0x0 = (column0 * weight0) + sum0x0;
            sum0x1 = (column0 * weight1) + sum0x1;
            sum0x2 = (column0 * weight2) + sum0x2;
            sum0x3 = (column0 * weight3) + sum0x3;
            Vector128<float> column1 = Vector128.Create(input[16]);
            sum1x0 = (column1 * weight0) + sum1x0;
            sum1x1 = (column1 * weight1) + sum1x1;
            sum1x2 = (column1 * weight2) + sum1x2;
            sum1x3 = (column1 * weight3) + sum1x3;

            Vector128<float> weightNext0 = *(Vector128<float>*)(weights + 16);
            Vector128<float> weightNext1 = *(Vector128<float>*)(weights + 20);
            Vector128<float> weightNext2 = *(Vector128<float>*)(weights + 24);
            Vector128<float> weightNext3 = *(Vector128<float>*)(weights + 28);
            Vector128<float> column0Next = Vector128.Create(input[1]);
            sum0x0 = (column0Next * weightNext0) + sum0x0;
            sum0x1 = (column0Next * weightNext1) + sum0x1;
            sum0x2 = (column0Next * weightNext2) + sum0x2;
            sum0x3 = (column0Next * weightNext3) + sum0x3;
            Vector128<float> column1Next = Vector128.Create(input[17]);
            sum1x0 = (column1Next * weightNext0) + sum1x0;
            sum1x1 = (column1Next * weightNext1) + sum1x1;
            sum1x2 = (column1Next * weightNext2) + sum1x2;
            sum1x3 = (column1Next * weightNext3) + sum1x3;
        }

        *(Vector128<float>*)output = sum0x0; *(Vector128<float>*)(output + 4) = sum0x1; *(Vector128<float>*)(output + 8) = sum0x2; *(Vector128<float>*)(output + 12) = sum0x3;
        *(Vector128<float>*)(output + 16) = sum1x0; *(Vector128<float>*)(output + 20) = sum1x1; *(Vector128<float>*)(output + 24) = sum1x2; *(Vector128<float>*)(output + 28) = sum1x3;
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

        for (float* panelEnd = weights + 128; weights != panelEnd; weights += 32, input += 2)
        {
            Vector128<float> weight0 = *(Vector128<float>*)weights;
            Vector128<float> weight1 = *(Vector128<float>*)(weights + 4);
            Vector128<float> weight2 = *(Vector128<float>*)(weights + 8);
            Vector128<float> weight3 = *(Vector128<float>*)(weights + 12);
            Vector128<float> column0 = Vector128.Create(input[0]);
            sum0x0 = (column0 * weight0) + sum0x0;
            sum0x1 = (column0 * weight1) + sum0x1;
            sum0x2 = (column0 * weight2) + sum0x2;
            sum0x3 = (column0 * weight3) + sum0x3;

            Vector128<float> weightNext0 = *(Vector128<float>*)(weights + 16);
            Vector128<float> weightNext1 = *(Vector128<float>*)(weights + 20);
            Vector128<float> weightNext2 = *(Vector128<float>*)(weights + 24);
            Vector128<float> weightNext3 = *(Vector128<float>*)(weights + 28);
            Vector128<float> column0Next = Vector128.Create(input[1]);
            sum0x0 = (column0Next * weightNext0) + sum0x0;
            sum0x1 = (column0Next * weightNext1) + sum0x1;
            sum0x2 = (column0Next * weightNext2) + sum0x2;
            sum0x3 = (column0Next * weightNext3) + sum0x3;
        }

        *(Vector128<float>*)output = sum0x0; *(Vector128<float>*)(output + 4) = sum0x1; *(Vector128<float>*)(output + 8) = sum0x2; *(Vector128<float>*)(output + 12) = sum0x3;
    }
}
