/// <summary>One layer for the next positions of every slot, whose keys and values join its cache.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* cache, float* memoryCache, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[1536]; // [8], [8], [8]
    float* queryKeyValue = &pass.Activations[1920]; // [rows, 96]
    float* attended = &pass.Activations[7680]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[1632]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[2144]; // [8]
    float* attentionSum = &pass.Activations[1920]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[2160]; // [8]
    float* selfAttentionNormBias = &parameters[2176]; // [8]
    float* selfAttentionNorm = &pass.Activations[5760]; // [rows, 8]
    float* crossAttentionQueryWeight = &parameters[2192]; // [8, 8]
    float* crossAttentionQueryBias = &parameters[2704]; // [8]
    float* crossQuery = &pass.Activations[1920]; // [rows, 8]
    float* crossAttended = &pass.Activations[3840]; // [rows, 8]
    float* crossAttentionOutputWeight = &parameters[3824]; // [8, 8]
    float* crossAttentionOutputBias = &parameters[4336]; // [8]
    float* crossAttentionSum = &pass.Activations[1920]; // [rows, 8]
    float* crossAttentionNormWeight = &parameters[4352]; // [8]
    float* crossAttentionNormBias = &parameters[4368]; // [8]
    float* crossAttentionNorm = &pass.Activations[3840]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[4384]; // [32, 8]
    float* feedForwardUpBias = &parameters[4896]; // [32]
    float* hidden = &pass.Activations[1920]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[4928]; // [8, 32]
    float* feedForwardDownBias = &parameters[5440]; // [8]
    float* feedForwardSum = &pass.Activations[4800]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[5456]; // [8]
    float* feedForwardNormBias = &parameters[5472]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(2 * ((pass.Target.Rows + 47) / 48), out int item))
    {
        int blocks = (pass.Target.Rows + 47) / 48;
        int group = item / blocks;
        int block = item % blocks;
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product16BiasRows60(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows, group * 4,
            Math.Min(4, 6 - (group * 4)));
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint head = item % 2;
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)1024 + head * (nint)512];
        float* values = &keys[256];
        TKernels.CacheRows16x16Positions16Rows60(
            &queryKeyValue[1920 + head * 960 + start * 16], &queryKeyValue[3840 + head * 960 + start * 16], keys, values,
            pass.Target.Positions[start], pass.Target.Lengths[sequence]);

        for (nint next = 0; next < pass.Target.Lengths[sequence]; next++)
        {
            nint row = start + next;
            nint position = pass.Target.Positions[row];
            TKernels.CachedAttention4x4Positions16Rows60(
                &queryKeyValue[head * 960 + row * 16], keys, values, pass.Scratch, &attended[head * 960 + row * 16], position);
        }
    }

    pass.Team.Barrier();

    // Self-attention output and the residual.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product32BiasResidualRows60(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows, 0, 1);
    }

    pass.Team.Barrier();

    // Self-attention norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows60(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, row, rows);
    }

    pass.Team.Barrier();

    // Cross-attention query.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product16BiasRows60(
            selfAttentionNorm, crossAttentionQueryWeight, crossAttentionQueryBias, crossQuery, row, rows, 0, 2);
    }

    pass.Team.Barrier();

    // Cross-attention.
    while (pass.Team.Claim(pass.Target.Rows * 2, out int item))
    {
        nint row = item / 2;
        nint head = item % 2;
        nint sequence = pass.Target.Sequences[row] / 3;
        nint last = pass.Source.Lengths[sequence] - 1;
        float* keys = &memoryCache[sequence * (nint)1024 + head * (nint)512];
        float* values = &keys[256];
        TKernels.CachedAttention4x4Positions16Rows60(
            &crossQuery[head * 960 + row * 16], keys, values, pass.Scratch, &crossAttended[head * 960 + row * 16], last);
    }

    pass.Team.Barrier();

    // Cross-attention output and the residual.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product32BiasResidualRows60(
            crossAttended, crossAttentionOutputWeight, crossAttentionOutputBias, selfAttentionNorm, crossAttentionSum, row, rows, 0, 1);
    }

    pass.Team.Barrier();

    // Cross-attention norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows60(crossAttentionSum, crossAttentionNormWeight, crossAttentionNormBias, crossAttentionNorm, row, rows);
    }

    pass.Team.Barrier();

    // Feed-forward up and relu.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product16BiasReluRows60(crossAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows, 0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward down and the residual.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product32BiasResidualRows60(
            hidden, feedForwardDownWeight, feedForwardDownBias, crossAttentionNorm, feedForwardSum, row, rows, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows60(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}

/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* input)
    where TKernels : struct, IKernels
{
    float* outputWeight = parameters; // [11, 8]
    float* logits = &pass.Activations[1920]; // [rows, 11]

    // Output.
    while (pass.Team.Claim((pass.Target.Rows + 47) / 48, out int block))
    {
        nint row = (nint)block * 48;
        nint rows = Math.Min(48, pass.Target.Rows - row);
        TKernels.Product16Rows60(input, outputWeight, logits, row, rows, 0, 1);
    }

    pass.Team.Barrier();

    // Logits by rows.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.Unpack11Rows60(logits, &pass.Activations[13_440], row, rows);
    }

    pass.Team.Barrier();
}
