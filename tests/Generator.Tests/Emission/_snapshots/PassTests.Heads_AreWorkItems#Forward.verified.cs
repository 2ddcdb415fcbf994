/// <summary>One layer: self-attention and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[3072]; // [8], [8], [8]
    float* queryKeyValue = &activations[192]; // [rows, 192]
    float* attended = &activations[2496]; // [rows, 8]
    float* scoreMaximum = &activations[3264]; // [4, rows]
    float* scoreInverseTotal = &activations[3312]; // [4, rows]
    float* selfAttentionOutputWeight = &parameters[3264]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[4288]; // [8]
    float* attentionSum = &activations[3360]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[4304]; // [8]
    float* selfAttentionNormBias = &parameters[4320]; // [8]
    float* selfAttentionNorm = &activations[3552]; // [rows, 8]
    float* selfAttentionNormMean = &activations[3744]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[3760]; // [rows]
    float* feedForwardUpWeight = &parameters[4336]; // [32, 8]
    float* feedForwardUpBias = &parameters[4848]; // [32]
    float* hidden = &activations[3776]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[4880]; // [8, 32]
    float* feedForwardDownBias = &parameters[5392]; // [8]
    float* feedForwardSum = &activations[4160]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[5408]; // [8]
    float* feedForwardNormBias = &parameters[5424]; // [8]
    float* feedForwardNorm = &activations[4384]; // [rows, 8]
    float* feedForwardNormMean = &activations[4352]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[4368]; // [rows]

    // Self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x192BiasRows12(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount * 4, out int item))
    {
        nint sequence = item / 4;
        nint head = item % 4;
        TKernels.Attention2x2CausalStatisticsKeys12Rows12(
            &queryKeyValue[head * 192], &queryKeyValue[768 + head * 192], &queryKeyValue[1536 + head * 192], &attended[head * 192],
            &scoreMaximum[head * 12], &scoreInverseTotal[head * 12], pass.Target.Starts[sequence], pass.Target.Lengths[sequence],
            pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual; self-attention norm; feed-forward up and relu; feed-forward down and the residual;
    // feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product64x16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormInverseDeviation, row, rows);
        TKernels.Product16x32BiasReluRows12(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();
}
