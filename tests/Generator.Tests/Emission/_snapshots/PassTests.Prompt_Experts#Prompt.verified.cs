/// <summary>One layer for positions of slots, whose keys and values join their caches.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* cache, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[768]; // [8], [8], [8]
    float* queryKeyValue = &pass.Activations[384]; // [rows, 48]
    float* attended = &pass.Activations[960]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[816]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[1072]; // [8]
    float* attentionSum = &pass.Activations[384]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1088]; // [8]
    float* selfAttentionNormBias = &parameters[1104]; // [8]
    float* selfAttentionNorm = &pass.Activations[2688]; // [rows, 8]
    float* feedForwardRouterWeight = &parameters[1120]; // [4, 8]
    float* routerLogits = &pass.Activations[576]; // [rows, 4]
    int* choices = (int*)&pass.Activations[2928]; // [2, rows]
    float* choiceWeights = &pass.Activations[2960]; // [2, rows]
    int* places = (int*)&pass.Activations[2992]; // [2, rows]
    int* sources = (int*)&pass.Activations[2880]; // [pairs]
    int* groups = (int*)&pass.Activations[384]; // [2, 4]
    int* expertItems = (int*)&pass.Activations[3024]; // 1 + [blocks, 3]
    float* gathered = &pass.Activations[1536]; // [pairs, 8]
    float* feedForwardExpertsUpWeight = &parameters[1376]; // 4 experts, [32, 8] each
    float* feedForwardExpertsUpBias = &parameters[3424]; // 4 experts, [32] each
    float* hidden = &pass.Activations[384]; // [pairs, 32]
    float* feedForwardExpertsDownWeight = &parameters[3552]; // 4 experts, [8, 32] each
    float* feedForwardExpertsDownBias = &parameters[5600]; // 4 experts, [8] each
    float* expertOutputs = &pass.Activations[2112]; // [pairs, 8]
    float* feedForwardSum = &pass.Activations[384]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[5664]; // [8]
    float* feedForwardNormBias = &parameters[5680]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x48BiasRows12(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)512];
        float* values = &keys[256];
        TKernels.CacheRows16x16Positions16Rows12(
            &queryKeyValue[192 + start * 16], &queryKeyValue[384 + start * 16], keys, values, pass.Target.Positions[start],
            pass.Target.Lengths[sequence]);
    }

    pass.Team.Barrier();

    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)512];
        float* values = &keys[256];
        nint length = pass.Target.Lengths[sequence];
        nint past = pass.Target.Positions[start];
        TKernels.Attention8x8CausalPastCached16Rows12(
            queryKeyValue, keys, values, attended, start, length, past + length, past, pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual; self-attention norm; feed-forward router; the experts of each row and their weights.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm8Rows12(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, row, rows);
        TKernels.Product16x16Rows12(selfAttentionNorm, feedForwardRouterWeight, routerLogits, row, rows);
        TKernels.Route2Of4NormalizedRows12(routerLogits, choices, choiceWeights, row, rows);
    }

    pass.Team.Barrier();

    // The rows of each expert.
    if (pass.Team.Claim())
    {
        TKernels.Group2Of4Rows12(choices, places, sources, groups, expertItems, pass.Target.Rows, pass.Target.BlockRows);
    }

    pass.Team.Barrier();

    // Each expert's rows; feed-forward experts up and relu; feed-forward experts down.
    while (pass.Team.Claim(expertItems[0], out int block))
    {
        nint expert = expertItems[(3 * block) + 1];
        nint row = expertItems[(3 * block) + 2];
        nint rows = expertItems[(3 * block) + 3];
        TKernels.Gather8Rows12Pairs36(selfAttentionNorm, sources, gathered, row, rows);
        TKernels.Product16x32BiasReluRows36(
            gathered, &feedForwardExpertsUpWeight[expert * 512], &feedForwardExpertsUpBias[expert * 32], hidden, row, rows);
        TKernels.Product32x16BiasRows36(
            hidden, &feedForwardExpertsDownWeight[expert * 512], &feedForwardExpertsDownBias[expert * 16], expertOutputs, row, rows);
    }

    pass.Team.Barrier();

    // The weighted sum of the experts and the residual; feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Combine2x8WeightedResidualRows12Pairs36(
            expertOutputs, places, choiceWeights, selfAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8Rows12(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
