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
        Vector512<float> shift = Broadcast(12582912f);
        float* zeros = stackalloc float[16]; // cleared; the second half of a last group that has none

        for (nint k = 0, at = 0; k < depth; k += 32, at += 2 * inputStride, scales = &scales[rows], sums = &sums[rows])
        {
            for (nint row = 0; row < rows; row++)
            {
                float* columns = &input[at + row * 16];
                float* columnsBeside = k < depth - 16 ? &columns[inputStride] : zeros;
                Vector512<float>* columnsRow = (Vector512<float>*)columns;
                Vector512<float>* columnsBesideRow = (Vector512<float>*)columnsBeside;
                Vector512<int> bits = Vector512<int>.Zero;
                bits = Vector512.Max(bits, Vector512.Abs(columnsRow[0]).AsInt32());
                bits = Vector512.Max(bits, Vector512.Abs(columnsBesideRow[0]).AsInt32());

                float largest = LargestMagnitude(bits);
                scales[row] = largest * 0.007874016f;

                // Finite for the least there are: zeros stay zeros.
                Vector512<float> factor = Broadcast(Math.Min(127 / largest, float.MaxValue));
                Vector512<int> words0 = (columnsRow[0] * factor + shift).AsInt32();
                Vector512<int> wordsBeside0 = (columnsBesideRow[0] * factor + shift).AsInt32();
                sums[row] = Vector512.Sum((words0 - shift.AsInt32()) + (wordsBeside0 - shift.AsInt32()));

                Vector256<short> shorts0 = Vector256.Narrow(words0.GetLower(), words0.GetUpper());
                Vector256<short> shortsBeside0 = Vector256.Narrow(wordsBeside0.GetLower(), wordsBeside0.GetUpper());

                if (AvxVnni.IsSupported)
                {
                    Vector128<sbyte>* bytes = (Vector128<sbyte>*)&rounded[(k / 32 * rows + row) * 8];
                    Vector128<sbyte> order = Vector128.Create((sbyte)0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
                    bytes[0] = Vector128.Shuffle(Vector128.Narrow(shorts0.GetLower(), shorts0.GetUpper()), order);
                    bytes[1] = Vector128.Shuffle(Vector128.Narrow(shortsBeside0.GetLower(), shortsBeside0.GetUpper()), order);
                }
                else
                {
                    int* to = &rounded[(k / 32 * rows + row) * 16];
                    ((Vector256<short>*)to)[0] = shorts0;
                    ((Vector256<short>*)&to[8])[0] = shortsBeside0;
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
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        // Sums of bytes fit in a float's last bits: a subtraction makes floats of them, which more units do.
        Vector256<float> shift = Vector256.Create(12582912f);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 8], sums = &sums[inputStride / 8], scales = &scales[inputStride / 8])
        {
            sbyte* group = stored;
            stored = &stored[32];
            Vector256<int> part0x0 = Vector256.Create(0x4B40_0000 - (128 * sums[0])); Vector256<int> part0x1 = Vector256.Create(0x4B40_0000 - (128 * sums[0]));
            Vector256<int> other0x0 = Vector256<int>.Zero; Vector256<int> other0x1 = Vector256<int>.Zero;

            for (int* end = &input[Math.Min(depth, 32) / 4]; input != end; stored = &stored[128], input = &input[2])
            {
                Touch(ahead);
                ahead = &ahead[advance];
                Vector256<byte> weight0x0 = *(Vector256<byte>*)stored;
                Vector256<byte> weight0x1 = *(Vector256<byte>*)&stored[32];
                Vector256<sbyte> columns0x0 = Vector256.Create(input[0]).AsSByte();
                part0x0 = AvxVnni.MultiplyWideningAndAdd(part0x0, weight0x0, columns0x0);
                part0x1 = AvxVnni.MultiplyWideningAndAdd(part0x1, weight0x1, columns0x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector256<byte> weight1x0 = *(Vector256<byte>*)&stored[64];
                Vector256<byte> weight1x1 = *(Vector256<byte>*)&stored[96];
                Vector256<sbyte> columns1x0 = Vector256.Create(input[1]).AsSByte();
                other0x0 = AvxVnni.MultiplyWideningAndAdd(other0x0, weight1x0, columns1x0);
                other0x1 = AvxVnni.MultiplyWideningAndAdd(other0x1, weight1x1, columns1x0);
            }

            part0x0 += other0x0;
            part0x1 += other0x1;
            Vector256<float> float16 = Vector256.Create(5.192297E+33f);
            Vector256<float> scale0 = (Vector256.WidenLower((*(Vector128<ushort>*)group).ToVector256Unsafe()) << 13).AsSingle(
                ) * float16;
            Vector256<float> scale1 = (Vector256.WidenLower((*(Vector128<ushort>*)&group[16]).ToVector256Unsafe()) << 13).AsSingle(
                ) * float16;
            Vector256<float> scaleOf0 = Vector256.Create(scales[0]);
            sum0x0 = Vector256.FusedMultiplyAdd((part0x0.AsSingle() - shift) * scaleOf0, scale0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd((part0x1.AsSingle() - shift) * scaleOf0, scale1, sum0x1);
        }

        Vector256<float>* weightsRow = (Vector256<float>*)weights;
        Vector256<float>* initialRow = (Vector256<float>*)initial;
        Vector256<float>* outputRows = (Vector256<float>*)output;
        outputRows[0] = Vector256.FusedMultiplyAdd(sum0x0, weightsRow[0], initialRow[0]);
        outputRows[1] = Vector256.FusedMultiplyAdd(sum0x1, weightsRow[1], initialRow[1]);
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
        Vector512<float> sum0x0 = Vector512<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector512<ushort> mask = Vector512.Create((ushort)255);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 16], sums = &sums[inputStride / 16], scales = &scales[inputStride / 16])
        {
            sbyte* group = stored;
            stored = &stored[32];
            Vector512<int> part0x0 = Vector512.Create(-128 * sums[0]);

            for (int* end = &input[Math.Min(depth, 32) / 2]; input != end; stored = &stored[128], input = &input[4])
            {
                Vector512<short> weight0x0 = (*(Vector512<ushort>*)stored & mask).AsInt16();
                Vector512<short> columns0x0 = Vector512.Create(input[0]).AsInt16();
                part0x0 += MultiplyPairs(columns0x0, weight0x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight1x0 = (*(Vector512<ushort>*)&stored[64] & mask).AsInt16();
                Vector512<short> columns1x0 = Vector512.Create(input[1]).AsInt16();
                part0x0 += MultiplyPairs(columns1x0, weight1x0);
                Vector512<short> weight2x0 = (*(Vector512<ushort>*)stored >>> 8).AsInt16();
                Vector512<short> columns2x0 = Vector512.Create(input[2]).AsInt16();
                part0x0 += MultiplyPairs(columns2x0, weight2x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector512<short> weight3x0 = (*(Vector512<ushort>*)&stored[64] >>> 8).AsInt16();
                Vector512<short> columns3x0 = Vector512.Create(input[3]).AsInt16();
                part0x0 += MultiplyPairs(columns3x0, weight3x0);
            }

            Vector512<float> scale0 = FromFloat16((ushort*)group);
            Vector512<float> scaleOf0 = Vector512.Create(scales[0]);
            sum0x0 = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(part0x0) * scaleOf0, scale0, sum0x0);
        }

        Vector512<float>* weightsRow = (Vector512<float>*)weights;
        Vector512<float>* initialRow = (Vector512<float>*)initial;
        Vector512<float>* outputRows = (Vector512<float>*)output;
        outputRows[0] = Vector512.FusedMultiplyAdd(sum0x0, weightsRow[0], initialRow[0]);
    }
}
