/// <summary>
/// output[1, 16] = initial[1, 16] + scales[1] * input[1, depth] x weights[depth, 16] in integers: one register tile.
/// Groups of 32 columns of the input are a stride apart; each has its scales before its weights, and sums of its columns.
/// A row's columns of a group have a scale of their own.
/// Every step asks for a cache line of the weights ahead, where there is an instruction for that.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Int4QuadTile1(
    int* input, int* sums, float* scales, float* weights, float* output, float* initial, float* ahead, nint advance, nint initialStride,
    nint inputStride, nint depth)
{
    unchecked
    {
        Vector256<float> sum0x0 = Vector256<float>.Zero; Vector256<float> sum0x1 = Vector256<float>.Zero;
        sbyte* stored = (sbyte*)&weights[16];
        Vector256<ushort> mask = Vector256.Create((ushort)0x0F0F);
        // Sums of bytes fit in a float's last bits: a subtraction makes floats of them, which more units do.
        Vector256<float> shift = Vector256.Create(12582912f);

        for (; depth > 0; depth -= 32, input = &input[inputStride - 8], sums = &sums[inputStride / 8], scales = &scales[inputStride / 8])
        {
            sbyte* group = stored;
            stored = &stored[48];
            Vector256<int> part0x0 = Vector256<int>.Zero; Vector256<int> part0x1 = Vector256<int>.Zero;
            Vector256<int> other0x0 = Vector256<int>.Zero; Vector256<int> other0x1 = Vector256<int>.Zero;

            for (int* end = &input[Math.Min(depth, 32) / 4]; input != end; stored = &stored[64], input = &input[2])
            {
                Vector256<ushort> words0 = *(Vector256<ushort>*)stored; Vector256<ushort> words1 = *(Vector256<ushort>*)&stored[32];
                Vector256<byte> weight0x0 = (words0 & mask).AsByte();
                Vector256<byte> weight0x1 = (words1 & mask).AsByte();
                Vector256<sbyte> columns0x0 = Vector256.Create(input[0]).AsSByte();
                part0x0 = AvxVnni.MultiplyWideningAndAdd(part0x0, weight0x0, columns0x0);
                part0x1 = AvxVnni.MultiplyWideningAndAdd(part0x1, weight0x1, columns0x0);
                Touch(ahead);
                ahead = &ahead[advance];
                Vector256<byte> weight1x0 = ((words0 >>> 4) & mask).AsByte();
                Vector256<byte> weight1x1 = ((words1 >>> 4) & mask).AsByte();
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
            Vector256<int> zeros0 = Avx2.ConvertToVector256Int32(&group[32]);
            Vector256<int> zeros1 = Avx2.ConvertToVector256Int32(&group[40]);
            Vector256<float> scaleOf0 = Vector256.Create(scales[0]);
            Vector256<int> rest0x0 = shift.AsInt32() - Avx2.MultiplyAddAdjacent(zeros0.AsInt16(), Vector256.Create(sums[0]).AsInt16());
            Vector256<int> rest0x1 = shift.AsInt32() - Avx2.MultiplyAddAdjacent(zeros1.AsInt16(), Vector256.Create(sums[0]).AsInt16());
            sum0x0 = Vector256.FusedMultiplyAdd((((part0x0 << 3) + rest0x0).AsSingle() - shift) * scaleOf0, scale0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd((((part0x1 << 3) + rest0x1).AsSingle() - shift) * scaleOf0, scale1, sum0x1);
        }

        Vector256<float>* weightsRow = (Vector256<float>*)weights;
        Vector256<float>* initialRow = (Vector256<float>*)initial;
        Vector256<float>* outputRows = (Vector256<float>*)output;
        outputRows[0] = Vector256.FusedMultiplyAdd(sum0x0, weightsRow[0], initialRow[0]);
        outputRows[1] = Vector256.FusedMultiplyAdd(sum0x1, weightsRow[1], initialRow[1]);
    }
}
