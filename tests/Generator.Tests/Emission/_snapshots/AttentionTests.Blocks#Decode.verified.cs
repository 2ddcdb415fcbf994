/// <summary>One layer for the next positions of every slot, whose keys and values join its cache.</summary>
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
    float* selfAttentionNorm = &pass.Activations[768]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[1120]; // [32, 8]
    float* feedForwardUpBias = &parameters[1632]; // [32]
    float* hidden = &pass.Activations[384]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[1664]; // [8, 32]
    float* feedForwardDownBias = &parameters[2176]; // [8]
    float* feedForwardSum = &pass.Activations[960]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2192]; // [8]
    float* feedForwardNormBias = &parameters[2208]; // [8]

    // Self-attention query, key and value.
    if (pass.Team.Claim())
    {
        TKernels.Product16BiasRows12(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, 0, pass.Target.Rows, 0, 3);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        nint start = pass.Target.Starts[sequence];
        float* keys = cache;
        float* values = &keys[1536];
        TKernels.CacheRows16x16Positions96Blocks3x16Rows12(
            &queryKeyValue[192 + start * 16], &queryKeyValue[384 + start * 16], keys, values, pass.BlockTable,
            pass.Target.Sequences[start], pass.Target.Positions[start], pass.Target.Lengths[sequence]);

        for (nint next = 0; next < pass.Target.Lengths[sequence]; next++)
        {
            nint row = start + next;
            nint position = pass.Target.Positions[row];
            TKernels.CachedAttention8x8Positions96Blocks3x16Rows12(
                &queryKeyValue[row * 16], keys, values, pass.Scratch, &attended[row * 16], pass.BlockTable, pass.Target.Sequences[row],
                position);
        }
    }

    pass.Team.Barrier();

    // Self-attention output and the residual.
    if (pass.Team.Claim())
    {
        TKernels.Product16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, 0, pass.Target.Rows, 0, 1);
    }

    pass.Team.Barrier();

    // Self-attention norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows12(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, row, rows);
    }

    pass.Team.Barrier();

    // Feed-forward up and relu.
    if (pass.Team.Claim())
    {
        TKernels.Product16BiasReluRows12(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, 0, pass.Target.Rows, 0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward down and the residual.
    if (pass.Team.Claim())
    {
        TKernels.Product32BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, 0, pass.Target.Rows, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows12(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
