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

        for (; row < rows - 1; row += 2)
        {
            Tile(&input[row * 16], weights, &output[row * 16], &initial[row * initialStride], initialStride, inputStride, depth);
        }

        for (; row < rows; row += 1)
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
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        Vector128<float> sum1x0 = Vector128<float>.Zero; Vector128<float> sum1x1 = Vector128<float>.Zero; Vector128<float> sum1x2 = Vector128<float>.Zero; Vector128<float> sum1x3 = Vector128<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector128<float>* weightsRow = (Vector128<float>*)weights;
                Vector128<float> weight0 = weightsRow[0];
                Vector128<float> weight1 = weightsRow[1];
                Vector128<float> weight2 = weightsRow[2];
                Vector128<float> weight3 = weightsRow[3];
                Vector128<float> column0 = Broadcast(input[0]);
                sum0x0 = (column0 * weight0) + sum0x0;
                sum0x1 = (column0 * weight1) + sum0x1;
                sum0x2 = (column0 * weight2) + sum0x2;
                sum0x3 = (column0 * weight3) + sum0x3;
                Vector128<float> column1 = Broadcast(input[16]);
                sum1x0 = (column1 * weight0) + sum1x0;
                sum1x1 = (column1 * weight1) + sum1x1;
                sum1x2 = (column1 * weight2) + sum1x2;
                sum1x3 = (column1 * weight3) + sum1x3;
            }
        }

        Vector128<float>* initialRow = (Vector128<float>*)initial;
        nint step = initialStride / 4;
        Vector128<float>* outputRows = (Vector128<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0; outputRows[1] = initialRow[1] + sum0x1; outputRows[2] = initialRow[2] + sum0x2; outputRows[3] = initialRow[3] + sum0x3;
        initialRow = &initialRow[step];
        outputRows[4] = initialRow[0] + sum1x0; outputRows[5] = initialRow[1] + sum1x1; outputRows[6] = initialRow[2] + sum1x2; outputRows[7] = initialRow[3] + sum1x3;
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
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector128<float>* weightsRow = (Vector128<float>*)weights;
                Vector128<float> weight0 = weightsRow[0];
                Vector128<float> weight1 = weightsRow[1];
                Vector128<float> weight2 = weightsRow[2];
                Vector128<float> weight3 = weightsRow[3];
                Vector128<float> column0 = Broadcast(input[0]);
                sum0x0 = (column0 * weight0) + sum0x0;
                sum0x1 = (column0 * weight1) + sum0x1;
                sum0x2 = (column0 * weight2) + sum0x2;
                sum0x3 = (column0 * weight3) + sum0x3;
            }
        }

        Vector128<float>* initialRow = (Vector128<float>*)initial;
        nint step = initialStride / 4;
        Vector128<float>* outputRows = (Vector128<float>*)output;
        outputRows[0] = initialRow[0] + sum0x0; outputRows[1] = initialRow[1] + sum0x1; outputRows[2] = initialRow[2] + sum0x2; outputRows[3] = initialRow[3] + sum0x3;
    }
}
