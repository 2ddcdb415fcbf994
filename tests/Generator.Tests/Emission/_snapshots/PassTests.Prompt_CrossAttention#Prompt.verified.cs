/// <summary>One layer for positions of slots, whose keys and values join their caches.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* cache, float* memoryCache, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* queryKeyValue = &pass.Activations[384]; // [rows, 48]
    float* attended = &pass.Activations[960]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[768]; // [8, 8]
    float* attentionSum = &pass.Activations[384]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1024]; // [8]
    float* selfAttentionNormBias = &parameters[1040]; // [8]
    float* selfAttentionNorm = &pass.Activations[768]; // [rows, 8]
    float* crossAttentionQueryWeight = &parameters[1056]; // [8, 8]
    float* crossQuery = &pass.Activations[576]; // [rows, 8]
    float* crossAttended = &pass.Activations[960]; // [rows, 8]
    float* crossAttentionOutputWeight = &parameters[1824]; // [8, 8]
    float* crossAttentionSum = &pass.Activations[1152]; // [rows, 8]
    float* crossAttentionNormWeight = &parameters[2080]; // [8]
    float* crossAttentionNormBias = &parameters[2096]; // [8]
    float* crossAttentionNorm = &pass.Activations[1344]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[2112]; // [32, 8]
    float* hidden = &pass.Activations[384]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[2624]; // [8, 32]
    float* feedForwardSum = &pass.Activations[1536]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[3136]; // [8]
    float* feedForwardNormBias = &parameters[3152]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x48Rows12(input, selfAttentionQueryKeyValueWeight, queryKeyValue, row, rows);
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

    // Self-attention output and the residual; self-attention norm; cross-attention query.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16ResidualRows12(attended, selfAttentionOutputWeight, input, attentionSum, row, rows);
        TKernels.LayerNorm8Rows12(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, row, rows);
        TKernels.Product16x16Rows12(selfAttentionNorm, crossAttentionQueryWeight, crossQuery, row, rows);
    }

    pass.Team.Barrier();

    // Cross-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        nint start = pass.Target.Starts[sequence];
        nint source = pass.Target.Sequences[start] / 3;
        float* keys = &memoryCache[source * (nint)512];
        float* values = &keys[256];
        nint length = pass.Target.Lengths[sequence];
        TKernels.Attention8x8Cached16Rows12(
            crossQuery, keys, values, crossAttended, start, length, pass.Source.Lengths[source], pass.Scratch);
    }

    pass.Team.Barrier();

    // Cross-attention output and the residual; cross-attention norm; feed-forward up and relu; feed-forward down and the residual;
    // feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16ResidualRows12(crossAttended, crossAttentionOutputWeight, selfAttentionNorm, crossAttentionSum, row, rows);
        TKernels.LayerNorm8Rows12(crossAttentionSum, crossAttentionNormWeight, crossAttentionNormBias, crossAttentionNorm, row, rows);
        TKernels.Product16x32ReluRows12(crossAttentionNorm, feedForwardUpWeight, hidden, row, rows);
        TKernels.Product32x16ResidualRows12(hidden, feedForwardDownWeight, crossAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8Rows12(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
