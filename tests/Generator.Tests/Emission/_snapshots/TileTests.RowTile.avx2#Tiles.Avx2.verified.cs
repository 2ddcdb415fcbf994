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
        // A whole tile less where small ones fit better: with them, multiples of 4 rows write no row beyond their last.
        nint end = rows - (rows % 6 is > 0 and <= 2 ? 8 : 4);
        nint row = 0;

        for (; row < end; row += 6)
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
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        Vector256<float> sum1x0 = Vector256<float>.Zero; Vector256<float> sum1x1 = Vector256<float>.Zero;
        Vector256<float> sum2x0 = Vector256<float>.Zero; Vector256<float> sum2x1 = Vector256<float>.Zero;
        Vector256<float> sum3x0 = Vector256<float>.Zero; Vector256<float> sum3x1 = Vector256<float>.Zero;
        Vector256<float> sum4x0 = Vector256<float>.Zero; Vector256<float> sum4x1 = Vector256<float>.Zero;
        Vector256<float> sum5x0 = Vector256<float>.Zero; Vector256<float> sum5x1 = Vector256<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector256<float>* weightsRow = (Vector256<float>*)weights;
                Vector256<float> weight0 = weightsRow[0];
                Vector256<float> weight1 = weightsRow[1];
                Vector256<float> column0 = Broadcast(input[0]);
                sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
                Vector256<float> column1 = Broadcast(input[16]);
                sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
                Vector256<float> column2 = Broadcast(input[32]);
                sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
                Vector256<float> column3 = Broadcast(input[48]);
                sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
                Vector256<float> column4 = Broadcast(input[64]);
                sum4x0 = Vector256.FusedMultiplyAdd(column4, weight0, sum4x0);
                sum4x1 = Vector256.FusedMultiplyAdd(column4, weight1, sum4x1);
                Vector256<float> column5 = Broadcast(input[80]);
                sum5x0 = Vector256.FusedMultiplyAdd(column5, weight0, sum5x0);
                sum5x1 = Vector256.FusedMultiplyAdd(column5, weight1, sum5x1);
            }
        }

        Vector256<float>* initialRow = (Vector256<float>*)initial;
        nint step = initialStride / 8;
        Vector256<float>* outputRows = (Vector256<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0; outputRows[1] = initialRow[1] + sum0x1;
        initialRow = &initialRow[step];
        outputRows[2] = initialRow[0] + sum1x0; outputRows[3] = initialRow[1] + sum1x1;
        initialRow = &initialRow[step];
        outputRows[4] = initialRow[0] + sum2x0; outputRows[5] = initialRow[1] + sum2x1;
        initialRow = &initialRow[step];
        outputRows[6] = initialRow[0] + sum3x0; outputRows[7] = initialRow[1] + sum3x1;
        initialRow = &initialRow[step];
        outputRows[8] = initialRow[0] + sum4x0; outputRows[9] = initialRow[1] + sum4x1;
        initialRow = &initialRow[step];
        outputRows[10] = initialRow[0] + sum5x0; outputRows[11] = initialRow[1] + sum5x1;
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
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        Vector256<float> sum1x0 = Vector256<float>.Zero; Vector256<float> sum1x1 = Vector256<float>.Zero;
        Vector256<float> sum2x0 = Vector256<float>.Zero; Vector256<float> sum2x1 = Vector256<float>.Zero;
        Vector256<float> sum3x0 = Vector256<float>.Zero; Vector256<float> sum3x1 = Vector256<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector256<float>* weightsRow = (Vector256<float>*)weights;
                Vector256<float> weight0 = weightsRow[0];
                Vector256<float> weight1 = weightsRow[1];
                Vector256<float> column0 = Broadcast(input[0]);
                sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
                Vector256<float> column1 = Broadcast(input[16]);
                sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
                Vector256<float> column2 = Broadcast(input[32]);
                sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
                Vector256<float> column3 = Broadcast(input[48]);
                sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
            }
        }

        Vector256<float>* initialRow = (Vector256<float>*)initial;
        nint step = initialStride / 8;
        Vector256<float>* outputRows = (Vector256<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0; outputRows[1] = initialRow[1] + sum0x1;
        initialRow = &initialRow[step];
        outputRows[2] = initialRow[0] + sum1x0; outputRows[3] = initialRow[1] + sum1x1;
        initialRow = &initialRow[step];
        outputRows[4] = initialRow[0] + sum2x0; outputRows[5] = initialRow[1] + sum2x1;
        initialRow = &initialRow[step];
        outputRows[6] = initialRow[0] + sum3x0; outputRows[7] = initialRow[1] + sum3x1;
    }
}
