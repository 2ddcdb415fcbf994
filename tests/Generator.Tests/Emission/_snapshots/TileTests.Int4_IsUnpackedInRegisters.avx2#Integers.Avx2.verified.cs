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
        Vector256<float> shift = Broadcast(12582912f);

        for (nint row = 0; row < rows; row++, input = &input[16], rounded = &rounded[16], sums = &sums[1])
        {
            Vector256<int> bits = Vector256<int>.Zero;

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                bits = Vector256.Max(bits, Vector256.Abs(inputRow[0]).AsInt32());
                bits = Vector256.Max(bits, Vector256.Abs(inputRow[1]).AsInt32());
            }

            float largest = LargestMagnitude(bits);
            scales[row] = largest * 3.051851E-05f;
            Vector256<float> factor = Broadcast(32767 / largest);

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector256<float>* inputRow = (Vector256<float>*)&input[at];
                Vector256<int> words0 = (inputRow[0] * factor + shift).AsInt32();
                Vector256<int> words1 = (inputRow[1] * factor + shift).AsInt32();
                int* to = &rounded[(k & -32) / 2 * rows + (k & 16) / 2];
                ((Vector256<short>*)to)[0] = Vector256.Narrow(words0, words1);
                int sum = Vector256.Sum(words0 - shift.AsInt32() + words1 - shift.AsInt32());
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
private static void Int4Tile1(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth)
{
    unchecked
    {
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector256<ushort> mask = Vector256.Create((ushort)15);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16])
        {
            sbyte* group = stored;
            stored = &stored[48];
            Vector256<int> part0x0 = Vector256<int>.Zero; Vector256<int> part0x1 = Vector256<int>.Zero;

            for (int* end = &input[Math.Min(depth, 32) / 2]; input != end; stored = &stored[64], input = &input[4])
            {
                Vector256<ushort> words0 = *(Vector256<ushort>*)stored; Vector256<ushort> words1 = *(Vector256<ushort>*)&stored[32];
                Vector256<short> weight0x0 = (words0 & mask).AsInt16();
                Vector256<short> weight0x1 = (words1 & mask).AsInt16();
                Vector256<short> columns0x0 = Vector256.Create(input[0]).AsInt16();
                part0x0 += MultiplyPairs(columns0x0, weight0x0);
                part0x1 += MultiplyPairs(columns0x0, weight0x1);
                Vector256<short> weight1x0 = ((words0 >>> 4) & mask).AsInt16();
                Vector256<short> weight1x1 = ((words1 >>> 4) & mask).AsInt16();
                Vector256<short> columns1x0 = Vector256.Create(input[1]).AsInt16();
                part0x0 += MultiplyPairs(columns1x0, weight1x0);
                part0x1 += MultiplyPairs(columns1x0, weight1x1);
                Vector256<short> weight2x0 = ((words0 >>> 8) & mask).AsInt16();
                Vector256<short> weight2x1 = ((words1 >>> 8) & mask).AsInt16();
                Vector256<short> columns2x0 = Vector256.Create(input[2]).AsInt16();
                part0x0 += MultiplyPairs(columns2x0, weight2x0);
                part0x1 += MultiplyPairs(columns2x0, weight2x1);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector256<short> weight3x0 = (words0 >>> 12).AsInt16();
                Vector256<short> weight3x1 = (words1 >>> 12).AsInt16();
                Vector256<short> columns3x0 = Vector256.Create(input[3]).AsInt16();
                part0x0 += MultiplyPairs(columns3x0, weight3x0);
                part0x1 += MultiplyPairs(columns3x0, weight3x1);
            }

            Vector256<float> scale0 = FromFloat16((ushort*)group);
            Vector256<float> scale1 = FromFloat16((ushort*)&group[16]);
            Vector256<int> zeros0 = Zeros(&group[32]);
            Vector256<int> zeros1 = Zeros(&group[40]);
            sum0x0 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle((part0x0 << 3) - (zeros0 * sums[0])), scale0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle((part0x1 << 3) - (zeros1 * sums[0])), scale1, sum0x1);
        }

        Vector256<float>* weightsRow = (Vector256<float>*)weights;
        Vector256<float>* initialRow = (Vector256<float>*)initial;
        Vector256<float>* outputRows = (Vector256<float>*)output;
        Vector256<float> scaleOf0 = Broadcast(scales[0]);
        outputRows[0] = Vector256.FusedMultiplyAdd(sum0x0, scaleOf0 * weightsRow[0], initialRow[0]);
        outputRows[1] = Vector256.FusedMultiplyAdd(sum0x1, scaleOf0 * weightsRow[1], initialRow[1]);
    }
}
