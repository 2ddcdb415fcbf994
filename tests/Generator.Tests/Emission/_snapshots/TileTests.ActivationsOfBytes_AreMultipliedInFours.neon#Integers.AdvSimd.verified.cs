/// <summary>
/// scales[groups, rows] * rounded[groups, rows, columns] = input[rows, depth]: integers from -127 to 127, in groups of 32 columns.
/// sums[groups, rows] = the sums of the integers. A group with an infinity or a NaN has no finite scale.
/// Bytes where the processor multiplies them, words of two bytes elsewhere.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void RoundGroups(float* input, float* scales, int* rounded, int* sums, nint inputStride, nint depth, nint rows)
{
    unchecked
    {
        // 1.5 * 2^23: in a sum with it the lower half of the bits is the integer.
        Vector128<float> shift = Broadcast(12582912f);
        float* zeros = stackalloc float[16]; // cleared; the second half of a last group that has none

        for (nint k = 0, at = 0; k < depth; k += 32, at += 2 * inputStride, scales = &scales[rows], sums = &sums[rows])
        {
            for (nint row = 0; row < rows; row++)
            {
                float* columns = &input[at + row * 16];
                float* columnsBeside = k < depth - 16 ? &columns[inputStride] : zeros;
                Vector128<float>* columnsRow = (Vector128<float>*)columns;
                Vector128<float>* columnsBesideRow = (Vector128<float>*)columnsBeside;
                Vector128<int> bits = Vector128<int>.Zero;
                bits = Vector128.Max(bits, Vector128.Abs(columnsRow[0]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsRow[1]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsRow[2]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsRow[3]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsBesideRow[0]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsBesideRow[1]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsBesideRow[2]).AsInt32());
                bits = Vector128.Max(bits, Vector128.Abs(columnsBesideRow[3]).AsInt32());

                float largest = LargestMagnitude(bits);
                scales[row] = largest * 0.007874016f;

                // Finite for the least there are: zeros stay zeros.
                Vector128<float> factor = Broadcast(Math.Min(127 / largest, float.MaxValue));
                Vector128<int> words0 = (columnsRow[0] * factor + shift).AsInt32();
                Vector128<int> words1 = (columnsRow[1] * factor + shift).AsInt32();
                Vector128<int> words2 = (columnsRow[2] * factor + shift).AsInt32();
                Vector128<int> words3 = (columnsRow[3] * factor + shift).AsInt32();
                Vector128<int> wordsBeside0 = (columnsBesideRow[0] * factor + shift).AsInt32();
                Vector128<int> wordsBeside1 = (columnsBesideRow[1] * factor + shift).AsInt32();
                Vector128<int> wordsBeside2 = (columnsBesideRow[2] * factor + shift).AsInt32();
                Vector128<int> wordsBeside3 = (columnsBesideRow[3] * factor + shift).AsInt32();
                sums[row] = Vector128.Sum(
                    (words0 - shift.AsInt32()) + (words1 - shift.AsInt32()) + (words2 - shift.AsInt32()) + (words3 - shift.AsInt32()) + (wordsBeside0 - shift.AsInt32()) + (wordsBeside1 - shift.AsInt32()) + (wordsBeside2 - shift.AsInt32()) + (wordsBeside3 - shift.AsInt32()));

                Vector128<short> shorts0 = Vector128.Narrow(words0, words1);
                Vector128<short> shorts1 = Vector128.Narrow(words2, words3);
                Vector128<short> shortsBeside0 = Vector128.Narrow(wordsBeside0, wordsBeside1);
                Vector128<short> shortsBeside1 = Vector128.Narrow(wordsBeside2, wordsBeside3);

                if (Dp.IsSupported)
                {
                    Vector128<sbyte>* bytes = (Vector128<sbyte>*)&rounded[(k / 32 * rows + row) * 8];
                    Vector128<sbyte> order = Vector128.Create((sbyte)0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
                    bytes[0] = Vector128.Shuffle(Vector128.Narrow(shorts0, shorts1), order);
                    bytes[1] = Vector128.Shuffle(Vector128.Narrow(shortsBeside0, shortsBeside1), order);
                }
                else
                {
                    int* to = &rounded[(k / 32 * rows + row) * 16];
                    ((Vector128<short>*)to)[0] = shorts0;
                    ((Vector128<short>*)to)[1] = shorts1;
                    ((Vector128<short>*)&to[8])[0] = shortsBeside0;
                    ((Vector128<short>*)&to[8])[1] = shortsBeside1;
                }
            }
        }
    }
}

/// <summary>
/// output[1, 16] = initial[1, 16] + scales[1] * input[1, depth] x weights[depth, 16] in integers: one register tile.
/// Groups of 32 columns of the input are a stride apart; each has its scales before its weights, and sums of its columns.
/// A row's columns of a group have a scale of their own.
/// Every step asks for a cache line of the weights ahead, where there is an instruction for that.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int8QuadTile1(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth)
{
    unchecked
    {
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector128<byte> offset = Vector128.Create((byte)128);
        // Sums of bytes fit in a float's last bits: a subtraction makes floats of them, which more units do.
        Vector128<float> shift = Vector128.Create(12582912f);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 8], sums = &sums[inputStride / 8], scales = &scales[inputStride / 8])
        {
            sbyte* group = stored;
            stored = &stored[32];
            Vector128<int> part0x0 = shift.AsInt32(); Vector128<int> part0x1 = shift.AsInt32(); Vector128<int> part0x2 = shift.AsInt32(); Vector128<int> part0x3 = shift.AsInt32();
            Vector128<int> other0x0 = Vector128<int>.Zero; Vector128<int> other0x1 = Vector128<int>.Zero; Vector128<int> other0x2 = Vector128<int>.Zero; Vector128<int> other0x3 = Vector128<int>.Zero;

            for (int* end = &input[Math.Min(depth, 32) / 4]; input != end; stored = &stored[128], input = &input[2])
            {
                Vector128<sbyte> weight0x0 = (*(Vector128<byte>*)stored ^ offset).AsSByte();
                Vector128<sbyte> weight0x1 = (*(Vector128<byte>*)&stored[16] ^ offset).AsSByte();
                Vector128<sbyte> weight0x2 = (*(Vector128<byte>*)&stored[32] ^ offset).AsSByte();
                Vector128<sbyte> weight0x3 = (*(Vector128<byte>*)&stored[48] ^ offset).AsSByte();
                Vector128<sbyte> columns0x0 = Vector128.Create(input[0]).AsSByte();
                part0x0 = Dp.DotProduct(part0x0, weight0x0, columns0x0);
                part0x1 = Dp.DotProduct(part0x1, weight0x1, columns0x0);
                part0x2 = Dp.DotProduct(part0x2, weight0x2, columns0x0);
                part0x3 = Dp.DotProduct(part0x3, weight0x3, columns0x0);
                Vector128<sbyte> weight1x0 = (*(Vector128<byte>*)&stored[64] ^ offset).AsSByte();
                Vector128<sbyte> weight1x1 = (*(Vector128<byte>*)&stored[80] ^ offset).AsSByte();
                Vector128<sbyte> weight1x2 = (*(Vector128<byte>*)&stored[96] ^ offset).AsSByte();
                Vector128<sbyte> weight1x3 = (*(Vector128<byte>*)&stored[112] ^ offset).AsSByte();
                Vector128<sbyte> columns1x0 = Vector128.Create(input[1]).AsSByte();
                other0x0 = Dp.DotProduct(other0x0, weight1x0, columns1x0);
                other0x1 = Dp.DotProduct(other0x1, weight1x1, columns1x0);
                other0x2 = Dp.DotProduct(other0x2, weight1x2, columns1x0);
                other0x3 = Dp.DotProduct(other0x3, weight1x3, columns1x0);
            }

            part0x0 += other0x0;
            part0x1 += other0x1;
            part0x2 += other0x2;
            part0x3 += other0x3;
            Vector128<float> float16 = Vector128.Create(5.192297E+33f);
            Vector128<float> scale0 = (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)group).AsUInt16()) << 13).AsSingle(
                ) * float16;
            Vector128<float> scale1 = (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)&group[8]).AsUInt16()) << 13).AsSingle(
                ) * float16;
            Vector128<float> scale2 = (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)&group[16]).AsUInt16()) << 13).AsSingle(
                ) * float16;
            Vector128<float> scale3 = (Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)&group[24]).AsUInt16()) << 13).AsSingle(
                ) * float16;
            Vector128<float> scaleOf0 = Vector128.Create(scales[0]);
            sum0x0 = Vector128.FusedMultiplyAdd((part0x0.AsSingle() - shift) * scaleOf0, scale0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd((part0x1.AsSingle() - shift) * scaleOf0, scale1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd((part0x2.AsSingle() - shift) * scaleOf0, scale2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd((part0x3.AsSingle() - shift) * scaleOf0, scale3, sum0x3);
        }

        Vector128<float>* weightsRow = (Vector128<float>*)weights;
        Vector128<float>* initialRow = (Vector128<float>*)initial;
        Vector128<float>* outputRows = (Vector128<float>*)output;
        outputRows[0] = Vector128.FusedMultiplyAdd(sum0x0, weightsRow[0], initialRow[0]);
        outputRows[1] = Vector128.FusedMultiplyAdd(sum0x1, weightsRow[1], initialRow[1]);
        outputRows[2] = Vector128.FusedMultiplyAdd(sum0x2, weightsRow[2], initialRow[2]);
        outputRows[3] = Vector128.FusedMultiplyAdd(sum0x3, weightsRow[3], initialRow[3]);
    }
}

/// <summary>
/// output[1, 16] = initial[1, 16] + scales[1] * input[1, depth] x weights[depth, 16] in integers: one register tile.
/// Groups of 32 columns of the input are a stride apart; each has its scales before its weights, and sums of its columns.
/// A row's columns of a group have a scale of their own.
/// Every step asks for a cache line of the weights ahead, where there is an instruction for that.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int8GroupedTile1(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth)
{
    unchecked
    {
        Vector128<float> sum0x0 = Vector128<float>.Zero; Vector128<float> sum0x1 = Vector128<float>.Zero; Vector128<float> sum0x2 = Vector128<float>.Zero; Vector128<float> sum0x3 = Vector128<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector128<ushort> mask = Vector128.Create((ushort)255);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16], scales = &scales[inputStride / 16])
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
            Vector128<float> scaleOf0 = Vector128.Create(scales[0]);
            sum0x0 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x0) * scaleOf0, scale0, sum0x0);
            sum0x1 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x1) * scaleOf0, scale1, sum0x1);
            sum0x2 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x2) * scaleOf0, scale2, sum0x2);
            sum0x3 = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(part0x3) * scaleOf0, scale3, sum0x3);
        }

        Vector128<float>* weightsRow = (Vector128<float>*)weights;
        Vector128<float>* initialRow = (Vector128<float>*)initial;
        Vector128<float>* outputRows = (Vector128<float>*)output;
        outputRows[0] = Vector128.FusedMultiplyAdd(sum0x0, weightsRow[0], initialRow[0]);
        outputRows[1] = Vector128.FusedMultiplyAdd(sum0x1, weightsRow[1], initialRow[1]);
        outputRows[2] = Vector128.FusedMultiplyAdd(sum0x2, weightsRow[2], initialRow[2]);
        outputRows[3] = Vector128.FusedMultiplyAdd(sum0x3, weightsRow[3], initialRow[3]);
    }
}
