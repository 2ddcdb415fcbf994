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
    float* selfAttentionNorm = &pass.Activations[128]; // [rows, 8]
    float* feedForwardRouterWeight = &parameters[1120]; // [4, 8]
    float* routerLogits = &pass.Activations[32]; // [rows, 4]
    int* choices = (int*)&pass.Activations[144]; // [2, rows]
    float* choiceWeights = &pass.Activations[160]; // [2, rows]
    float* feedForwardExpertsUpWeight = &parameters[1376]; // 4 experts, [32, 8] each
    float* feedForwardExpertsUpBias = &parameters[3424]; // 4 experts, [32] each
    float* hidden = &pass.Activations[32]; // [pairs, 32]
    float* feedForwardExpertsDownWeight = &parameters[3552]; // 4 experts, [8, 32] each
    float* feedForwardExpertsDownBias = &parameters[5600]; // 4 experts, [8] each
    float* expertOutputs = &pass.Activations[96]; // [pairs, 8]
    float* feedForwardSum = &pass.Activations[32]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[5664]; // [8]
    float* feedForwardNormBias = &parameters[5680]; // [8]

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

    // Feed-forward router.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16(selfAttentionNorm, feedForwardRouterWeight, routerLogits, 0, 1);
    }

    pass.Team.Barrier();

    // The experts of each row and their weights.
    if (pass.Team.Claim())
    {
        TKernels.Route2Of4NormalizedRow(routerLogits, choices, choiceWeights, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward experts up and relu.
    while (pass.Team.Claim(2, out int choice))
    {
        nint expert = choices[choice];
        TKernels.RowProduct16BiasRelu(
            selfAttentionNorm, &feedForwardExpertsUpWeight[expert * 512], &feedForwardExpertsUpBias[expert * 32], &hidden[choice * 32],
            0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward experts down.
    while (pass.Team.Claim(2, out int choice))
    {
        nint expert = choices[choice];
        TKernels.RowProduct32Bias(
            &hidden[choice * 32], &feedForwardExpertsDownWeight[expert * 512], &feedForwardExpertsDownBias[expert * 16],
            &expertOutputs[choice * 16], 0, 1);
    }

    pass.Team.Barrier();

    // The weighted sum of the experts and the residual.
    if (pass.Team.Claim())
    {
        TKernels.Combine2x8WeightedResidualRow(expertOutputs, choiceWeights, selfAttentionNorm, feedForwardSum, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    if (pass.Team.Claim())
    {
        TKernels.LayerNorm8Row(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, 0, 1);
    }

    pass.Team.Barrier();
}
