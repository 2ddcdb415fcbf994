/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, depth] x weights[depth, 16], tile by tile.
/// Tiles write up to the next multiple of their rows.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Tiles(
    float* input, float* weights, float* output, float* initial, nint rows, nint initialStride, nint inputStride, nint depth)
{
    unchecked
    {
        nint row = 0;

        for (; row < rows - 8; row += 12)
        {
            Tile(&input[row * 16], weights, &output[row * 16], &initial[row * initialStride], initialStride, inputStride, depth);
        }

        for (; row < rows; row += 4)
        {
            SmallTile(&input[row * 16], weights, &output[row * 16], &initial[row * initialStride], initialStride, inputStride, depth);
        }
    }
}

/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, depth] x weights[depth, 16]: one register tile.
/// Panels of the input are a stride apart; an initial stride of 0 gives every row the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Tile(float* input, float* weights, float* output, float* initial, nint initialStride, nint inputStride, nint depth)
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

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector512<float>* weightsRow = (Vector512<float>*)weights;
                Vector512<float> weight0 = weightsRow[0];
                Vector512<float> column0 = Broadcast(input[0]);
                sum0x0 = Vector512.FusedMultiplyAdd(column0, weight0, sum0x0);
                Vector512<float> column1 = Broadcast(input[16]);
                sum1x0 = Vector512.FusedMultiplyAdd(column1, weight0, sum1x0);
                Vector512<float> column2 = Broadcast(input[32]);
                sum2x0 = Vector512.FusedMultiplyAdd(column2, weight0, sum2x0);
                Vector512<float> column3 = Broadcast(input[48]);
                sum3x0 = Vector512.FusedMultiplyAdd(column3, weight0, sum3x0);
                Vector512<float> column4 = Broadcast(input[64]);
                sum4x0 = Vector512.FusedMultiplyAdd(column4, weight0, sum4x0);
                Vector512<float> column5 = Broadcast(input[80]);
                sum5x0 = Vector512.FusedMultiplyAdd(column5, weight0, sum5x0);
                Vector512<float> column6 = Broadcast(input[96]);
                sum6x0 = Vector512.FusedMultiplyAdd(column6, weight0, sum6x0);
                Vector512<float> column7 = Broadcast(input[112]);
                sum7x0 = Vector512.FusedMultiplyAdd(column7, weight0, sum7x0);
                Vector512<float> column8 = Broadcast(input[128]);
                sum8x0 = Vector512.FusedMultiplyAdd(column8, weight0, sum8x0);
                Vector512<float> column9 = Broadcast(input[144]);
                sum9x0 = Vector512.FusedMultiplyAdd(column9, weight0, sum9x0);
                Vector512<float> column10 = Broadcast(input[160]);
                sum10x0 = Vector512.FusedMultiplyAdd(column10, weight0, sum10x0);
                Vector512<float> column11 = Broadcast(input[176]);
                sum11x0 = Vector512.FusedMultiplyAdd(column11, weight0, sum11x0);
            }
        }

        Vector512<float>* initialRow = (Vector512<float>*)initial;
        nint step = initialStride / 16;
        Vector512<float>* outputRows = (Vector512<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0;
        initialRow = &initialRow[step];
        outputRows[1] = initialRow[0] + sum1x0;
        initialRow = &initialRow[step];
        outputRows[2] = initialRow[0] + sum2x0;
        initialRow = &initialRow[step];
        outputRows[3] = initialRow[0] + sum3x0;
        initialRow = &initialRow[step];
        outputRows[4] = initialRow[0] + sum4x0;
        initialRow = &initialRow[step];
        outputRows[5] = initialRow[0] + sum5x0;
        initialRow = &initialRow[step];
        outputRows[6] = initialRow[0] + sum6x0;
        initialRow = &initialRow[step];
        outputRows[7] = initialRow[0] + sum7x0;
        initialRow = &initialRow[step];
        outputRows[8] = initialRow[0] + sum8x0;
        initialRow = &initialRow[step];
        outputRows[9] = initialRow[0] + sum9x0;
        initialRow = &initialRow[step];
        outputRows[10] = initialRow[0] + sum10x0;
        initialRow = &initialRow[step];
        outputRows[11] = initialRow[0] + sum11x0;
    }
}

/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, depth] x weights[depth, 16]: one register tile.
/// Panels of the input are a stride apart; an initial stride of 0 gives every row the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void SmallTile(
    float* input, float* weights, float* output, float* initial, nint initialStride, nint inputStride, nint depth)
{
    unchecked
    {
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        Vector512<float> sum1x0 = Vector512<float>.Zero;
        Vector512<float> sum2x0 = Vector512<float>.Zero;
        Vector512<float> sum3x0 = Vector512<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector512<float>* weightsRow = (Vector512<float>*)weights;
                Vector512<float> weight0 = weightsRow[0];
                Vector512<float> column0 = Broadcast(input[0]);
                sum0x0 = Vector512.FusedMultiplyAdd(column0, weight0, sum0x0);
                Vector512<float> column1 = Broadcast(input[16]);
                sum1x0 = Vector512.FusedMultiplyAdd(column1, weight0, sum1x0);
                Vector512<float> column2 = Broadcast(input[32]);
                sum2x0 = Vector512.FusedMultiplyAdd(column2, weight0, sum2x0);
                Vector512<float> column3 = Broadcast(input[48]);
                sum3x0 = Vector512.FusedMultiplyAdd(column3, weight0, sum3x0);
            }
        }

        Vector512<float>* initialRow = (Vector512<float>*)initial;
        nint step = initialStride / 16;
        Vector512<float>* outputRows = (Vector512<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0;
        initialRow = &initialRow[step];
        outputRows[1] = initialRow[0] + sum1x0;
        initialRow = &initialRow[step];
        outputRows[2] = initialRow[0] + sum2x0;
        initialRow = &initialRow[step];
        outputRows[3] = initialRow[0] + sum3x0;
    }
}
