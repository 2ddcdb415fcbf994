/// <summary>One layer for one position, whose keys and values join the cache.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    Team team, float* weights, float* copies, float* parameters, float* state, float* cache, float* input, float* output, int token,
    int position)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = parameters + 768; // [8], [8], [8]
    float* queryKeyValue = state + 32; // [rows, 48]
    float* attended = state + 80; // [rows, 8]
    float* selfAttentionOutputWeight = parameters + 816; // [8, 8]
    float* selfAttentionOutputBias = parameters + 1072; // [8]
    float* attentionSum = state + 32; // [rows, 8]
    float* selfAttentionNormBias = parameters + 1104; // [8]
    float* selfAttentionNormMean = state + 48; // [rows]
    float* selfAttentionNormWeight = parameters + 1088; // [8]
    float* selfAttentionNorm = state + 64; // [rows, 8]
    float* selfAttentionNormDeviation = state + 80; // [rows]
    float* feedForwardUpWeight = parameters + 1120; // [32, 8]
    float* feedForwardUpBias = parameters + 1632; // [32]
    float* hidden = state + 32; // [rows, 32]
    float* feedForwardDownWeight = parameters + 1664; // [8, 32]
    float* feedForwardDownBias = parameters + 2176; // [8]
    float* feedForwardSum = state + 80; // [rows, 8]
    float* feedForwardNormBias = parameters + 2208; // [8]
    float* feedForwardNormMean = state + 32; // [rows]
    float* feedForwardNormWeight = parameters + 2192; // [8]
    float* feedForwardNormDeviation = state + 48; // [rows]

    // Self-attention query, key and value.
    while (team.Claim(2, out int item))
    {
        TKernels.RowProduct16Bias(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, item * 2,
            Math.Min(2, 3 - (item * 2)));
    }

    team.Barrier();

    // Self-attention.
    if (team.Claim(1, out _))
    {
        TKernels.CachedAttention8x8(
            queryKeyValue, queryKeyValue + 16, queryKeyValue + 32, cache, cache + 256, state + 128, attended, position);
    }

    team.Barrier();

    // Self-attention output and the residual.
    if (team.Claim(1, out _))
    {
        TKernels.RowProduct16BiasResidual(attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, 0, 1);
    }

    team.Barrier();

    // Self-attention norm.
    if (team.Claim(1, out _))
    {
        TKernels.LayerNorm8Row(
            attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormDeviation, 0, 1);
    }

    team.Barrier();

    // Feed-forward up and relu.
    if (team.Claim(1, out _))
    {
        TKernels.RowProduct16BiasRelu(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, 0, 2);
    }

    team.Barrier();

    // Feed-forward down and the residual.
    if (team.Claim(1, out _))
    {
        TKernels.RowProduct32BiasResidual(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, 0, 1);
    }

    team.Barrier();

    // Feed-forward norm.
    if (team.Claim(1, out _))
    {
        TKernels.LayerNorm8Row(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, feedForwardNormMean, feedForwardNormDeviation, 0,
            1);
    }

    team.Barrier();
}
