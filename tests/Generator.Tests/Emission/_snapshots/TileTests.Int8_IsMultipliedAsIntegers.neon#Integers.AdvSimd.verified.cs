/// <summary>
/// scales[rows] * rounded[rows, depth] = input[rows, depth]: integers of two bytes, up to 32,767 for a row's largest.
/// They stand in groups of 32 columns, in which a row is 16 pairs. A row with an infinity or a NaN has no finite scale.
/// sums[groups, rows] = the sums of the integers.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void RoundRows(float* input, float* scales, int* rounded, int* sums, nint inputStride, nint depth, nint rows)
{
    unchecked
    {
        // 1.5 * 2^23: in a sum with it the lower half of the bits is the integer.
        Vector128<float> shift = Broadcast(12582912f);

        for (nint row = 0; row < rows; row++, input = &input[16], rounded = &rounded[16], sums = &sums[1])
        {
            Vector128<int> bits = Vector128<int>.Zero;

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector128<float>* inputRow = (Vector128<float>*)&input[at];
                bits = Vector128.Max(bits, Vector128.Abs(inputRow[0]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(inputRow[1]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(inputRow[2]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(inputRow[3]).AsInt32());
            }

            float largest = LargestMagnitude(bits);
            scales[row] = largest * 3.051851E-05f;
            Vector128<float> factor = Broadcast(32767 / largest);

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector128<float>* inputRow = (Vector128<float>*)&input[at];
                Vector128<int> words0 = (inputRow[0] * factor + shift).AsInt32();
                Vector128<int> words1 = (inputRow[1] * factor + shift).AsInt32();
                Vector128<int> words2 = (inputRow[2] * factor + shift).AsInt32();
                Vector128<int> words3 = (inputRow[3] * factor + shift).AsInt32();
                int* to = &rounded[(k & -32) / 2 * rows + (k & 16) / 2];
                ((Vector128<short>*)to)[0] = Vector128.Narrow(words0, words1);
                ((Vector128<short>*)to)[1] = Vector128.Narrow(words2, words3);
                int sum = Vector128.Sum(
                    words0 - shift.AsInt32() + words1 - shift.AsInt32() + words2 - shift.AsInt32() + words3 - shift.AsInt32());
                int* total = &sums[k / 32 * rows];
                *total = (k & 16) == 0 ? sum : *total + sum;
            }
        }
    }
}

/// <summary>
/// output[1, 16] = initial[1, 16] + scales[1] * input[1, depth] x weights[depth, 16] in integers: one register tile.
/// Groups of 32 columns of the input are a stride apart; each has its scales before its weights, and sums of its columns.
/// Every step asks for a cache line of the weights ahead, where there is an instruction for that.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int8Tile1(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth)
{
    unchecked
    {
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector128<ushort> mask = Vector128.Create((ushort)255);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16])
        {
            sbyte* group = stored;
            stored = &stored[32];
            Vector128<int> part0x0 = Vector128.Create(-128 * sums[0]); Vector128<int> part0x1 = Vector128.Create(-128 * sums[0]); Vector128<int> part0x2 = Vector128.Create(-128 * sums[0]); Vector128<int> part0x3 = Vector128.Create(-128 * sums[0]);

            for (int* end = &input[Math.Min(depth, 32) / 2]; input != end; stored = &stored[128], input = &input[4])
            {
                Vector128<short> weight0x0 = (*(Vector128<ushort>*)stored & mask).AsInt16();
                Vector128<short> weight0x1 = (*(Vector128<ushort>*)&stored[16] & mask).AsInt16();
                Vector128<short> weight0x2 = (*(Vector128<ushort>*)&stored[32] & mask).AsInt16();
                Vector128<short> weight0x3 = (*(Vector128<ushort>*)&stored[48] & mask).AsInt16();
                Vector128<short> columns0x0 = Vector128.Create(input[0]).AsInt16();
                part0x0 += MultiplyPairs(columns0x0, weight0x0);
                part0x1 += MultiplyPairs(columns0x0, weight0x1);
                part0x2 += MultiplyPairs(columns0x0, weight0x2);
                part0x3 += MultiplyPairs(columns0x0, weight0x3);
                Vector128<short> weight1x0 = (*(Vector128<ushort>*)&stored[64] & mask).AsInt16();
                Vector128<short> weight1x1 = (*(Vector128<ushort>*)&stored[80] & mask).AsInt16();
                Vector128<short> weight1x2 = (*(Vector128<ushort>*)&stored[96] & mask).AsInt16();
                Vector128<short> weight1x3 = (*(Vector128<ushort>*)&stored[112] & mask).AsInt16();
                Vector128<short> columns1x0 = Vector128.Create(input[1]).AsInt16();
                part0x0 += MultiplyPairs(columns1x0, weight1x0);
                part0x1 += MultiplyPairs(columns1x0, weight1x1);
                part0x2 += MultiplyPairs(columns1x0, weight1x2);
                part0x3 += MultiplyPairs(columns1x0, weight1x3);
                Vector128<short> weight2x0 = (*(Vector128<ushort>*)stored >>> 8).AsInt16();
                Vector128<short> weight2x1 = (*(Vector128<ushort>*)&stored[16] >>> 8).AsInt16();
                Vector128<short> weight2x2 = (*(Vector128<ushort>*)&stored[32] >>> 8).AsInt16();
                Vector128<short> weight2x3 = (*(Vector128<ushort>*)&stored[48] >>> 8).AsInt16();
                Vector128<short> columns2x0 = Vector128.Create(input[2]).AsInt16();
                part0x0 += MultiplyPairs(columns2x0, weight2x0);
                part0x1 += MultiplyPairs(columns2x0, weight2x1);
                part0x2 += MultiplyPairs(columns2x0, weight2x2);
                part0x3 += MultiplyPairs(columns2x0, weight2x3);
                Vector128<short> weight3x0 = (*(Vector128<ushort>*)&stored[64] >>> 8).AsInt16();
                Vector128<short> weight3x1 = (*(Vector128<ushort>*)&stored[80] >>> 8).AsInt16();
                Vector128<short> weight3x2 = (*(Vector128<ushort>*)&stored[96] >>> 8).AsInt16();
                Vector128<short> weight3x3 = (*(Vector128<ushort>*)&stored[112] >>> 8).AsInt16();
                Vector128<short> columns3x0 = Vector128.Create(input[3]).AsInt16();
                part0x0 += MultiplyPairs(columns3x0, weight3x0);
                part0x1 += MultiplyPairs(columns3x0, weight3x1);
                part0x2 += MultiplyPairs(columns3x0, weight3x2);
                part0x3 += MultiplyPairs(columns3x0, weight3x3);
            }

            Vector128<float> scale0 = FromFloat16((ushort*)group);
            Vector128<float> scale1 = FromFloat16((ushort*)&group[8]);
            Vector128<float> scale2 = FromFloat16((ushort*)&group[16]);
            Vector128<float> scale3 = FromFloat16((ushort*)&group[24]);
            sum0x0 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x0), scale0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x1), scale1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x2), scale2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x3), scale3, sum0x3);
        }

        Vector128<float>* weightsRow = (Vector128<float>*)weights;
        Vector128<float>* initialRow = (Vector128<float>*)initial;
        Vector128<float>* outputRows = (Vector128<float>*)output;
        Vector128<float> scaleOf0 = Broadcast(scales[0]);
        outputRows[0] = Vector128.FusedMultiplyAdd(sum0x0, scaleOf0 * weightsRow[0], initialRow[0]);
        outputRows[1] = Vector128.FusedMultiplyAdd(sum0x1, scaleOf0 * weightsRow[1], initialRow[1]);
        outputRows[2] = Vector128.FusedMultiplyAdd(sum0x2, scaleOf0 * weightsRow[2], initialRow[2]);
        outputRows[3] = Vector128.FusedMultiplyAdd(sum0x3, scaleOf0 * weightsRow[3], initialRow[3]);
    }
}
