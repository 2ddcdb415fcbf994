/// <summary>
/// output[2, 32] = initial[2, 32] + scales[2] * input[2, depth] x weights[depth, 32] in integers: one register tile.
/// Groups of 32 columns of the input are a stride apart; each has its scales before its weights, and sums of its columns.
/// The second panel of weights, of initial values and of the output lies apart.
/// Every step asks for a cache line of the weights ahead, where there is an instruction for that.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int8PairTile2(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth, nint initialApart, nint weightsApart, nint outputApart)
{
    unchecked
    {
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside0x0 = Vector512<float>.Zero;
        Vector512<float> sum1x0 = Vector512<float>.Zero;
        Vector512<float> sumBeside1x0 = Vector512<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        sbyte* storedBeside = (sbyte*)&weights[weightsApart + 16];
        Vector512<ushort> mask = Vector512.Create((ushort)255);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16])
        {
            sbyte* group = stored;
            stored = &stored[32];
            sbyte* groupBeside = storedBeside;
            storedBeside = &storedBeside[32];
            Vector512<int> part0x0 = Vector512.Create(-128 * sums[0]);
            Vector512<int> partBeside0x0 = Vector512.Create(-128 * sums[0]);
            Vector512<int> part1x0 = Vector512.Create(-128 * sums[1]);
            Vector512<int> partBeside1x0 = Vector512.Create(-128 * sums[1]);

            for (int* end = &input[Math.Min(depth, 32) / 2]; input != end; stored = &stored[128], storedBeside = &storedBeside[128], input = &input[4])
            {
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight0x0 = (*(Vector512<ushort>*)stored & mask).AsInt16();
                Vector512<short> weightBeside0x0 = (*(Vector512<ushort>*)storedBeside & mask).AsInt16();
                Vector512<short> columns0x0 = Vector512.Create(input[0]).AsInt16();
                part0x0 += MultiplyPairs(columns0x0, weight0x0);
                partBeside0x0 += MultiplyPairs(columns0x0, weightBeside0x0);
                Vector512<short> columns0x1 = Vector512.Create(input[16]).AsInt16();
                part1x0 += MultiplyPairs(columns0x1, weight0x0);
                partBeside1x0 += MultiplyPairs(columns0x1, weightBeside0x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight1x0 = (*(Vector512<ushort>*)&stored[64] & mask).AsInt16();
                Vector512<short> weightBeside1x0 = (*(Vector512<ushort>*)&storedBeside[64] & mask).AsInt16();
                Vector512<short> columns1x0 = Vector512.Create(input[1]).AsInt16();
                part0x0 += MultiplyPairs(columns1x0, weight1x0);
                partBeside0x0 += MultiplyPairs(columns1x0, weightBeside1x0);
                Vector512<short> columns1x1 = Vector512.Create(input[17]).AsInt16();
                part1x0 += MultiplyPairs(columns1x1, weight1x0);
                partBeside1x0 += MultiplyPairs(columns1x1, weightBeside1x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight2x0 = (*(Vector512<ushort>*)stored >>> 8).AsInt16();
                Vector512<short> weightBeside2x0 = (*(Vector512<ushort>*)storedBeside >>> 8).AsInt16();
                Vector512<short> columns2x0 = Vector512.Create(input[2]).AsInt16();
                part0x0 += MultiplyPairs(columns2x0, weight2x0);
                partBeside0x0 += MultiplyPairs(columns2x0, weightBeside2x0);
                Vector512<short> columns2x1 = Vector512.Create(input[18]).AsInt16();
                part1x0 += MultiplyPairs(columns2x1, weight2x0);
                partBeside1x0 += MultiplyPairs(columns2x1, weightBeside2x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight3x0 = (*(Vector512<ushort>*)&stored[64] >>> 8).AsInt16();
                Vector512<short> weightBeside3x0 = (*(Vector512<ushort>*)&storedBeside[64] >>> 8).AsInt16();
                Vector512<short> columns3x0 = Vector512.Create(input[3]).AsInt16();
                part0x0 += MultiplyPairs(columns3x0, weight3x0);
                partBeside0x0 += MultiplyPairs(columns3x0, weightBeside3x0);
                Vector512<short> columns3x1 = Vector512.Create(input[19]).AsInt16();
                part1x0 += MultiplyPairs(columns3x1, weight3x0);
                partBeside1x0 += MultiplyPairs(columns3x1, weightBeside3x0);
            }

            Vector512<float> scale0 = FromFloat16((ushort*)group);
            Vector512<float> scaleBeside0 = FromFloat16((ushort*)groupBeside);
            sum0x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(part0x0), scale0, sum0x0);
            sumBeside0x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(partBeside0x0), scaleBeside0, sumBeside0x0);
            sum1x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(part1x0), scale0, sum1x0);
            sumBeside1x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(partBeside1x0), scaleBeside0, sumBeside1x0);
        }

        Vector512<float>* weightsRow = (Vector512<float>*)weights;
        Vector512<float>* weightsBesideRow = (Vector512<float>*)&weights[weightsApart];
        Vector512<float>* initialRow = (Vector512<float>*)initial;
        Vector512<float>* initialBesideRow = (Vector512<float>*)&initial[initialApart];
        Vector512<float>* outputRows = (Vector512<float>*)output;
        float* outputBeside = &output[outputApart];
        Vector512<float>* outputBesideRows = (Vector512<float>*)outputBeside;
        nint step = initialStride / 16;
        Vector512<float> scaleOf0 = Broadcast(scales[0]);
        outputRows[0] = Vector512.FusedMultiplyAdd(sum0x0, scaleOf0 * weightsRow[0], initialRow[0]);
        outputBesideRows[0] = Vector512.FusedMultiplyAdd(sumBeside0x0, scaleOf0 * weightsBesideRow[0], initialBesideRow[0]);
        initialRow = &initialRow[step];
        initialBesideRow = &initialBesideRow[step];
        Vector512<float> scaleOf1 = Broadcast(scales[1]);
        outputRows[1] = Vector512.FusedMultiplyAdd(sum1x0, scaleOf1 * weightsRow[0], initialRow[0]);
        outputBesideRows[1] = Vector512.FusedMultiplyAdd(sumBeside1x0, scaleOf1 * weightsBesideRow[0], initialBesideRow[0]);
    }
}

/// <summary>
/// output[rows, 32] = initial[rows, 32] + scales[rows] * input[rows, depth] x weights[depth, 32], tile by tile.
/// Weights ahead are fetched on the way: a row's share of each panel, for two rows of weights, is given in 256ths of a float.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int8PairTiles(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint rows, nint share,
    nint initialStride, nint inputStride, nint depth, nint initialApart, nint weightsApart, nint outputApart)
{
    unchecked
    {
        nint row = 0;

        nint advance6 = (12 * share + 128) / 256;

        for (; row <= rows - 6; row += 6)
        {
            Int8PairTile6(
                &input[row * 16], &sums[row], &scales[row], weights, &output[row * 16], &initial[row * initialStride], ahead, advance6,
                initialStride, inputStride, depth, initialApart, weightsApart, outputApart);
            ahead = &ahead[advance6 * (depth / 2)];
        }

        nint advance2 = (4 * share + 128) / 256;

        for (; row <= rows - 2; row += 2)
        {
            Int8PairTile2(
                &input[row * 16], &sums[row], &scales[row], weights, &output[row * 16], &initial[row * initialStride], ahead, advance2,
                initialStride, inputStride, depth, initialApart, weightsApart, outputApart);
            ahead = &ahead[advance2 * (depth / 2)];
        }

        nint advance1 = (2 * share + 128) / 256;

        for (; row < rows; row++)
        {
            Int8PairTile1(
                &input[row * 16], &sums[row], &scales[row], weights, &output[row * 16], &initial[row * initialStride], ahead, advance1,
                initialStride, inputStride, depth, initialApart, weightsApart, outputApart);
            ahead = &ahead[advance1 * (depth / 2)];
        }
    }
}
