/// <summary>One layer for one position, whose keys and values join the cache.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* cache, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[768]; // [8], [8], [8]
    float* queryKeyValue = &pass.Activations[32]; // [rows, 48]
    float* attended = &pass.Activations[80]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[816]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[1072]; // [8]
    float* attentionSum = &pass.Activations[32]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1088]; // [8]
    float* selfAttentionNormBias = &parameters[1104]; // [8]
    float* selfAttentionNorm = &pass.Activations[64]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[1120]; // [32, 8]
    float* feedForwardUpBias = &parameters[1632]; // [32]
    float* hidden = &pass.Activations[32]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[1664]; // [8, 32]
    float* feedForwardDownBias = &parameters[2176]; // [8]
    float* feedForwardSum = &pass.Activations[80]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2192]; // [8]
    float* feedForwardNormBias = &parameters[2208]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(3, 2, out int panel, out int panels))
    {
        TKernels.RowProduct16Bias(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, panel, panels);
    }

    pass.Team.Barrier();

    // Self-attention.
    if (pass.Team.Claim())
    {
        float* keys = cache;
        float* values = &keys[256];
        nint position = pass.Target.Positions[0];
        TKernels.CacheRows16x16Positions16Row(&queryKeyValue[16], &queryKeyValue[32], keys, values, position, 1);
        TKernels.CachedAttention8x8Positions16Row(queryKeyValue, keys, values, pass.Scratch, attended, position);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16BiasResidual(attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, 0, 1);
    }

    pass.Team.Barrier();

    // Self-attention norm.
    if (pass.Team.Claim())
    {
        TKernels.LayerNorm8Row(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward up and relu.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16BiasRelu(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, 0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward down and the residual.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct32BiasResidual(hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    if (pass.Team.Claim())
    {
        TKernels.LayerNorm8Row(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, 0, 1);
    }

    pass.Team.Barrier();
}
