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
        Vector512<float> shift = Broadcast(12582912f);

        for (nint row = 0; row < rows; row++, input = &input[16], rounded = &rounded[16], sums = &sums[1])
        {
            Vector512<int> bits = Vector512<int>.Zero;

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector512<float>* inputRow = (Vector512<float>*)&input[at];
                bits = Vector512.Max(bits, Vector512.Abs(inputRow[0]).AsInt32());
            }

            float largest = LargestMagnitude(bits);
            scales[row] = largest * 3.051851E-05f;
            Vector512<float> factor = Broadcast(32767 / largest);

            for (nint k = 0, at = 0; k < depth; k += 16, at += inputStride)
            {
                Vector512<float>* inputRow = (Vector512<float>*)&input[at];
                Vector512<int> words0 = (inputRow[0] * factor + shift).AsInt32();
                int* to = &rounded[(k & -32) / 2 * rows + (k & 16) / 2];
                ((Vector256<short>*)to)[0] = Vector256.Narrow(words0.GetLower(), words0.GetUpper());
                int sum = Vector512.Sum(words0 - shift.AsInt32());
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
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector512<ushort> mask = Vector512.Create((ushort)15);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16])
        {
            sbyte* group = stored;
            stored = &stored[48];
            Vector512<int> part0x0 = Vector512<int>.Zero;

            for (int* end = &input[Math.Min(depth, 32) / 2]; input != end; stored = &stored[64], input = &input[4])
            {
                Vector512<ushort> words0 = *(Vector512<ushort>*)stored;
                Vector512<short> weight0x0 = (words0 & mask).AsInt16();
                Vector512<short> columns0x0 = Vector512.Create(input[0]).AsInt16();
                part0x0 += MultiplyPairs(columns0x0, weight0x0);
                Vector512<short> weight1x0 = ((words0 >>> 4) & mask).AsInt16();
                Vector512<short> columns1x0 = Vector512.Create(input[1]).AsInt16();
                part0x0 += MultiplyPairs(columns1x0, weight1x0);
                Vector512<short> weight2x0 = ((words0 >>> 8) & mask).AsInt16();
                Vector512<short> columns2x0 = Vector512.Create(input[2]).AsInt16();
                part0x0 += MultiplyPairs(columns2x0, weight2x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight3x0 = (words0 >>> 12).AsInt16();
                Vector512<short> columns3x0 = Vector512.Create(input[3]).AsInt16();
                part0x0 += MultiplyPairs(columns3x0, weight3x0);
            }

            Vector512<float> scale0 = FromFloat16((ushort*)group);
            Vector512<int> zeros0 = Zeros(&group[32]);
            sum0x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle((part0x0 << 3) - (zeros0 * sums[0])), scale0, sum0x0);
        }

        Vector512<float>* weightsRow = (Vector512<float>*)weights;
        Vector512<float>* initialRow = (Vector512<float>*)initial;
        Vector512<float>* outputRows = (Vector512<float>*)output;
        Vector512<float> scaleOf0 = Broadcast(scales[0]);
        outputRows[0] = Vector512.FusedMultiplyAdd(sum0x0, scaleOf0 * weightsRow[0], initialRow[0]);
    }
}
