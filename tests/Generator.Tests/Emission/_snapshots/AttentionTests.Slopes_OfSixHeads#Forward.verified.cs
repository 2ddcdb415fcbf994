/// <summary>One layer: self-attention and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 12]
    float* selfAttentionQueryKeyValueWeight = parameters; // [12, 12], [6, 12], [6, 12]
    float* selfAttentionQueryKeyValueBias = &parameters[3072]; // [12], [6], [6]
    float* queryKeyValue = &activations[192]; // [rows, 192]
    float* attended = &activations[2496]; // [rows, 12]
    float* scoreMaximum = &activations[3648]; // [6, rows]
    float* scoreInverseTotal = &activations[3728]; // [6, rows]
    float* selfAttentionOutputWeight = &parameters[3264]; // [12, 12]
    float* selfAttentionOutputBias = &parameters[4800]; // [12]
    float* attentionSum = &activations[3808]; // [rows, 12]
    float* selfAttentionNormWeight = &parameters[4816]; // [12]
    float* selfAttentionNormBias = &parameters[4832]; // [12]
    float* selfAttentionNorm = &activations[4000]; // [rows, 12]
    float* selfAttentionNormMean = &activations[4192]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[4208]; // [rows]
    float* feedForwardUpWeight = &parameters[4848]; // [48, 12]
    float* feedForwardUpBias = &parameters[5616]; // [48]
    float* hidden = &activations[4224]; // [rows, 48]
    float* feedForwardDownWeight = &parameters[5664]; // [12, 48]
    float* feedForwardDownBias = &parameters[6432]; // [12]
    float* feedForwardSum = &activations[4800]; // [rows, 12]
    float* feedForwardNormWeight = &parameters[6448]; // [12]
    float* feedForwardNormBias = &parameters[6464]; // [12]
    float* feedForwardNorm = &activations[5024]; // [rows, 12]
    float* feedForwardNormMean = &activations[4992]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[5008]; // [rows]

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
    while (pass.Team.Claim(pass.Target.SequenceCount * 6, out int item))
    {
        nint sequence = item / 6;
        nint head = item % 6;
        TKernels.Attention2x2CausalSlopesStatisticsKeys12Rows12(
            &queryKeyValue[head * 192], &queryKeyValue[1152 + (head / 2) * 192], &queryKeyValue[1728 + (head / 2) * 192],
            &attended[head * 192], &scoreMaximum[head * 12], &scoreInverseTotal[head * 12], pass.Target.Starts[sequence],
            pass.Target.Lengths[sequence], Positions.Slopes[(int)head], pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual; self-attention norm; feed-forward up and relu; feed-forward down and the residual;
    // feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product96x16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm12StatisticsRows12(
            attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormInverseDeviation, row, rows);
        TKernels.Product16x48BiasReluRows12(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product48x16BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm12StatisticsRows12(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();
}
