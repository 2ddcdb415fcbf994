/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, 20] x weights[20, 16]: one register tile.
/// An initial stride of 0 starts every row from the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Tile20(float* input, float* weights, float* output, float* initial, nint initialStride)
{
    unchecked
    {
        Vector256<float> sum0x0 = *(Vector256<float>*)initial; Vector256<float> sum0x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum1x0 = *(Vector256<float>*)initial; Vector256<float> sum1x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum2x0 = *(Vector256<float>*)initial; Vector256<float> sum2x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum3x0 = *(Vector256<float>*)initial; Vector256<float> sum3x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum4x0 = *(Vector256<float>*)initial; Vector256<float> sum4x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum5x0 = *(Vector256<float>*)initial; Vector256<float> sum5x1 = *(Vector256<float>*)(initial + 8);

        for (float* panelEnd = weights + 256; weights != panelEnd; weights += 32, input += 2)
        {
            Vector256<float> weight0 = *(Vector256<float>*)weights;
            Vector256<float> weight1 = *(Vector256<float>*)(weights + 8);
            Vector256<float> column0 = Vector256.Create(input[0]);
            sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
            Vector256<float> column1 = Vector256.Create(input[16]);
            sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
            Vector256<float> column2 = Vector256.Create(input[32]);
            sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
            sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
            Vector256<float> column3 = Vector256.Create(input[48]);
            sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
            sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
            Vector256<float> column4 = Vector256.Create(input[64]);
            sum4x0 = Vector256.FusedMultiplyAdd(column4, weight0, sum4x0);
            sum4x1 = Vector256.FusedMultiplyAdd(column4, weight1, sum4x1);
            Vector256<float> column5 = Vector256.Create(input[80]);
            sum5x0 = Vector256.FusedMultiplyAdd(column5, weight0, sum5x0);
            sum5x1 = Vector256.FusedMultiplyAdd(column5, weight1, sum5x1);

            Vector256<float> weightNext0 = *(Vector256<float>*)(weights + 16);
            Vector256<float> weightNext1 = *(Vector256<float>*)(weights + 24);
            Vector256<float> column0Next = Vector256.Create(input[1]);
            sum0x0 = Vector256.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(column0Next, weightNext1, sum0x1);
            Vector256<float> column1Next = Vector256.Create(input[17]);
            sum1x0 = Vector256.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(column1Next, weightNext1, sum1x1);
            Vector256<float> column2Next = Vector256.Create(input[33]);
            sum2x0 = Vector256.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
            sum2x1 = Vector256.FusedMultiplyAdd(column2Next, weightNext1, sum2x1);
            Vector256<float> column3Next = Vector256.Create(input[49]);
            sum3x0 = Vector256.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
            sum3x1 = Vector256.FusedMultiplyAdd(column3Next, weightNext1, sum3x1);
            Vector256<float> column4Next = Vector256.Create(input[65]);
            sum4x0 = Vector256.FusedMultiplyAdd(column4Next, weightNext0, sum4x0);
            sum4x1 = Vector256.FusedMultiplyAdd(column4Next, weightNext1, sum4x1);
            Vector256<float> column5Next = Vector256.Create(input[81]);
            sum5x0 = Vector256.FusedMultiplyAdd(column5Next, weightNext0, sum5x0);
            sum5x1 = Vector256.FusedMultiplyAdd(column5Next, weightNext1, sum5x1);
        }

        input += 176;

        // The columns of the last panel that count.
        for (float* panelEnd = weights + 64; weights != panelEnd; weights += 32, input += 2)
        {
            Vector256<float> weight0 = *(Vector256<float>*)weights;
            Vector256<float> weight1 = *(Vector256<float>*)(weights + 8);
            Vector256<float> column0 = Vector256.Create(input[0]);
            sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
            Vector256<float> column1 = Vector256.Create(input[16]);
            sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
            Vector256<float> column2 = Vector256.Create(input[32]);
            sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
            sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
            Vector256<float> column3 = Vector256.Create(input[48]);
            sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
            sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
            Vector256<float> column4 = Vector256.Create(input[64]);
            sum4x0 = Vector256.FusedMultiplyAdd(column4, weight0, sum4x0);
            sum4x1 = Vector256.FusedMultiplyAdd(column4, weight1, sum4x1);
            Vector256<float> column5 = Vector256.Create(input[80]);
            sum5x0 = Vector256.FusedMultiplyAdd(column5, weight0, sum5x0);
            sum5x1 = Vector256.FusedMultiplyAdd(column5, weight1, sum5x1);

            Vector256<float> weightNext0 = *(Vector256<float>*)(weights + 16);
            Vector256<float> weightNext1 = *(Vector256<float>*)(weights + 24);
            Vector256<float> column0Next = Vector256.Create(input[1]);
            sum0x0 = Vector256.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(column0Next, weightNext1, sum0x1);
            Vector256<float> column1Next = Vector256.Create(input[17]);
            sum1x0 = Vector256.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(column1Next, weightNext1, sum1x1);
            Vector256<float> column2Next = Vector256.Create(input[33]);
            sum2x0 = Vector256.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
            sum2x1 = Vector256.FusedMultiplyAdd(column2Next, weightNext1, sum2x1);
            Vector256<float> column3Next = Vector256.Create(input[49]);
            sum3x0 = Vector256.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
            sum3x1 = Vector256.FusedMultiplyAdd(column3Next, weightNext1, sum3x1);
            Vector256<float> column4Next = Vector256.Create(input[65]);
            sum4x0 = Vector256.FusedMultiplyAdd(column4Next, weightNext0, sum4x0);
            sum4x1 = Vector256.FusedMultiplyAdd(column4Next, weightNext1, sum4x1);
            Vector256<float> column5Next = Vector256.Create(input[81]);
            sum5x0 = Vector256.FusedMultiplyAdd(column5Next, weightNext0, sum5x0);
            sum5x1 = Vector256.FusedMultiplyAdd(column5Next, weightNext1, sum5x1);
        }

        *(Vector256<float>*)output = sum0x0; *(Vector256<float>*)(output + 8) = sum0x1;
        *(Vector256<float>*)(output + 16) = sum1x0; *(Vector256<float>*)(output + 24) = sum1x1;
        *(Vector256<float>*)(output + 32) = sum2x0; *(Vector256<float>*)(output + 40) = sum2x1;
        *(Vector256<float>*)(output + 48) = sum3x0; *(Vector256<float>*)(output + 56) = sum3x1;
        *(Vector256<float>*)(output + 64) = sum4x0; *(Vector256<float>*)(output + 72) = sum4x1;
        *(Vector256<float>*)(output + 80) = sum5x0; *(Vector256<float>*)(output + 88) = sum5x1;
    }
}

/// <summary>
/// output[rows, 16] = initial[rows, 16] + input[rows, 35] x weights[35, 16]: one register tile.
/// An initial stride of 0 starts every row from the same 16 values.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Tile35(float* input, float* weights, float* output, float* initial, nint initialStride)
{
    unchecked
    {
        Vector256<float> sum0x0 = *(Vector256<float>*)initial; Vector256<float> sum0x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum1x0 = *(Vector256<float>*)initial; Vector256<float> sum1x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum2x0 = *(Vector256<float>*)initial; Vector256<float> sum2x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum3x0 = *(Vector256<float>*)initial; Vector256<float> sum3x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum4x0 = *(Vector256<float>*)initial; Vector256<float> sum4x1 = *(Vector256<float>*)(initial + 8);
        initial += initialStride;
        Vector256<float> sum5x0 = *(Vector256<float>*)initial; Vector256<float> sum5x1 = *(Vector256<float>*)(initial + 8);

        for (float* end = weights + 512; weights != end; input += 176)
        {
            for (float* panelEnd = weights + 256; weights != panelEnd; weights += 32, input += 2)
            {
                Vector256<float> weight0 = *(Vector256<float>*)weights;
                Vector256<float> weight1 = *(Vector256<float>*)(weights + 8);
                Vector256<float> column0 = Vector256.Create(input[0]);
                sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
                Vector256<float> column1 = Vector256.Create(input[16]);
                sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
                Vector256<float> column2 = Vector256.Create(input[32]);
                sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
                Vector256<float> column3 = Vector256.Create(input[48]);
                sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
                Vector256<float> column4 = Vector256.Create(input[64]);
                sum4x0 = Vector256.FusedMultiplyAdd(column4, weight0, sum4x0);
                sum4x1 = Vector256.FusedMultiplyAdd(column4, weight1, sum4x1);
                Vector256<float> column5 = Vector256.Create(input[80]);
                sum5x0 = Vector256.FusedMultiplyAdd(column5, weight0, sum5x0);
                sum5x1 = Vector256.FusedMultiplyAdd(column5, weight1, sum5x1);

                Vector256<float> weightNext0 = *(Vector256<float>*)(weights + 16);
                Vector256<float> weightNext1 = *(Vector256<float>*)(weights + 24);
                Vector256<float> column0Next = Vector256.Create(input[1]);
                sum0x0 = Vector256.FusedMultiplyAdd(column0Next, weightNext0, sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(column0Next, weightNext1, sum0x1);
                Vector256<float> column1Next = Vector256.Create(input[17]);
                sum1x0 = Vector256.FusedMultiplyAdd(column1Next, weightNext0, sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(column1Next, weightNext1, sum1x1);
                Vector256<float> column2Next = Vector256.Create(input[33]);
                sum2x0 = Vector256.FusedMultiplyAdd(column2Next, weightNext0, sum2x0);
                sum2x1 = Vector256.FusedMultiplyAdd(column2Next, weightNext1, sum2x1);
                Vector256<float> column3Next = Vector256.Create(input[49]);
                sum3x0 = Vector256.FusedMultiplyAdd(column3Next, weightNext0, sum3x0);
                sum3x1 = Vector256.FusedMultiplyAdd(column3Next, weightNext1, sum3x1);
                Vector256<float> column4Next = Vector256.Create(input[65]);
                sum4x0 = Vector256.FusedMultiplyAdd(column4Next, weightNext0, sum4x0);
                sum4x1 = Vector256.FusedMultiplyAdd(column4Next, weightNext1, sum4x1);
                Vector256<float> column5Next = Vector256.Create(input[81]);
                sum5x0 = Vector256.FusedMultiplyAdd(column5Next, weightNext0, sum5x0);
                sum5x1 = Vector256.FusedMultiplyAdd(column5Next, weightNext1, sum5x1);
            }
        }

        // The columns of the last panel that count.
        for (float* panelEnd = weights + 48; weights != panelEnd; weights += 16, input++)
        {
            Vector256<float> weight0 = *(Vector256<float>*)weights;
            Vector256<float> weight1 = *(Vector256<float>*)(weights + 8);
            Vector256<float> column0 = Vector256.Create(input[0]);
            sum0x0 = Vector256.FusedMultiplyAdd(column0, weight0, sum0x0);
            sum0x1 = Vector256.FusedMultiplyAdd(column0, weight1, sum0x1);
            Vector256<float> column1 = Vector256.Create(input[16]);
            sum1x0 = Vector256.FusedMultiplyAdd(column1, weight0, sum1x0);
            sum1x1 = Vector256.FusedMultiplyAdd(column1, weight1, sum1x1);
            Vector256<float> column2 = Vector256.Create(input[32]);
            sum2x0 = Vector256.FusedMultiplyAdd(column2, weight0, sum2x0);
            sum2x1 = Vector256.FusedMultiplyAdd(column2, weight1, sum2x1);
            Vector256<float> column3 = Vector256.Create(input[48]);
            sum3x0 = Vector256.FusedMultiplyAdd(column3, weight0, sum3x0);
            sum3x1 = Vector256.FusedMultiplyAdd(column3, weight1, sum3x1);
            Vector256<float> column4 = Vector256.Create(input[64]);
            sum4x0 = Vector256.FusedMultiplyAdd(column4, weight0, sum4x0);
            sum4x1 = Vector256.FusedMultiplyAdd(column4, weight1, sum4x1);
            Vector256<float> column5 = Vector256.Create(input[80]);
            sum5x0 = Vector256.FusedMultiplyAdd(column5, weight0, sum5x0);
            sum5x1 = Vector256.FusedMultiplyAdd(column5, weight1, sum5x1);
        }

        *(Vector256<float>*)output = sum0x0; *(Vector256<float>*)(output + 8) = sum0x1;
        *(Vector256<float>*)(output + 16) = sum1x0; *(Vector256<float>*)(output + 24) = sum1x1;
        *(Vector256<float>*)(output + 32) = sum2x0; *(Vector256<float>*)(output + 40) = sum2x1;
        *(Vector256<float>*)(output + 48) = sum3x0; *(Vector256<float>*)(output + 56) = sum3x1;
        *(Vector256<float>*)(output + 64) = sum4x0; *(Vector256<float>*)(output + 72) = sum4x1;
        *(Vector256<float>*)(output + 80) = sum5x0; *(Vector256<float>*)(output + 88) = sum5x1;
    }
}
