/// <summary>
/// output[rows, 32] = initial[rows, 32] + input[rows, depth] x weights[depth, 32], tile by tile.
/// Tiles write up to the next multiple of their rows.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void PairTiles(
    float* input, float* weights, float* output, float* initial, nint rows, nint initialStride, nint inputStride, nint depth,
    nint initialApart, nint weightsApart)
{
    unchecked
    {
        nint row = 0;

        for (; row < rows - 8; row += 12)
        {
            PairTile(
                &input[row * 16], weights, &output[row * 16], &initial[row * initialStride], initialStride, inputStride, depth,
                initialApart, weightsApart);
        }

        for (; row < rows; row += 4)
        {
            SmallPairTile(
                &input[row * 16], weights, &output[row * 16], &initial[row * initialStride], initialStride, inputStride, depth,
                initialApart, weightsApart);
        }
    }
}

/// <summary>
/// output[rows, 32] = initial[rows, 32] + input[rows, depth] x weights[depth, 32]: one register tile.
/// Panels of the input are a stride apart; an initial stride of 0 gives every row the same 32 values.
/// The second panel of weights and of initial values lies apart, that of the output a stride away.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void SmallPairTile(
    float* input, float* weights, float* output, float* initial, nint initialStride, nint inputStride, nint depth, nint initialApart,
    nint weightsApart)
{
    unchecked
    {
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside0x0 = Vector512<float>.Zero;
        Vector512<float> sum1x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside1x0 = Vector512<float>.Zero;
        Vector512<float> sum2x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside2x0 = Vector512<float>.Zero;
        Vector512<float> sum3x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside3x0 = Vector512<float>.Zero;

        for (; depth > 0; depth -= 16, input = &input[inputStride - 16])
        {
            for (float* end = &weights[Math.Min(depth, 16) * 16]; weights != end; weights = &weights[16], input++)
            {
                Vector512<float>* weightsRow = (Vector512<float>*)weights;
                Vector512<float>* weightsBesideRow = (Vector512<float>*)&weights[weightsApart];
                Vector512<float> weight0 = weightsRow[0];
                Vector512<float> weightBeside0 = weightsBesideRow[0];
                Vector512<float> column0 = Broadcast(input[0]);
                sum0x0 = Vector512.FusedMultiplyAdd(column0, weight0, sum0x0);
                sumBeside0x0 = Vector512.FusedMultiplyAdd(column0, weightBeside0, sumBeside0x0);
                Vector512<float> column1 = Broadcast(input[16]);
                sum1x0 = Vector512.FusedMultiplyAdd(column1, weight0, sum1x0);
                sumBeside1x0 = Vector512.FusedMultiplyAdd(column1, weightBeside0, sumBeside1x0);
                Vector512<float> column2 = Broadcast(input[32]);
                sum2x0 = Vector512.FusedMultiplyAdd(column2, weight0, sum2x0);
                sumBeside2x0 = Vector512.FusedMultiplyAdd(column2, weightBeside0, sumBeside2x0);
                Vector512<float> column3 = Broadcast(input[48]);
                sum3x0 = Vector512.FusedMultiplyAdd(column3, weight0, sum3x0);
                sumBeside3x0 = Vector512.FusedMultiplyAdd(column3, weightBeside0, sumBeside3x0);
            }
        }

        Vector512<float>* initialRow = (Vector512<float>*)initial;
        Vector512<float>* initialBesideRow = (Vector512<float>*)&initial[initialApart];
        nint step = initialStride / 16;
        Vector512<float>* outputRows = (Vector512<float>*)output;
        float* outputBeside = &output[inputStride];
        Vector512<float>* outputBesideRows = (Vector512<float>*)outputBeside;
        outputRows[0] = initialRow[0] + sum0x0;
        outputBesideRows[0] = initialBesideRow[0] + sumBeside0x0;
        initialRow = &initialRow[step];
        initialBesideRow = &initialBesideRow[step];
        outputRows[1] = initialRow[0] + sum1x0;
        outputBesideRows[1] = initialBesideRow[0] + sumBeside1x0;
        initialRow = &initialRow[step];
        initialBesideRow = &initialBesideRow[step];
        outputRows[2] = initialRow[0] + sum2x0;
        outputBesideRows[2] = initialBesideRow[0] + sumBeside2x0;
        initialRow = &initialRow[step];
        initialBesideRow = &initialBesideRow[step];
        outputRows[3] = initialRow[0] + sum3x0;
        outputBesideRows[3] = initialBesideRow[0] + sumBeside3x0;
    }
}
