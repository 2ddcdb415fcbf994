/// <summary>One layer for the next positions of every slot, whose keys and values join its cache.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* cache, float* attentionMap, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [40, 8], [40, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[2560]; // [40], [40], [8]
    float* queryKeyValue = &pass.Activations[384]; // [rows, 160]
    float* attended = &pass.Activations[2304]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[2720]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[3232]; // [8]
    float* attentionSum = &pass.Activations[384]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[3248]; // [8]
    float* selfAttentionNormBias = &parameters[3264]; // [8]
    float* selfAttentionNorm = &pass.Activations[768]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[3280]; // [32, 8]
    float* feedForwardUpBias = &parameters[3792]; // [32]
    float* hidden = &pass.Activations[384]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[3824]; // [8, 32]
    float* feedForwardDownBias = &parameters[4336]; // [8]
    float* feedForwardSum = &pass.Activations[960]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[4352]; // [8]
    float* feedForwardNormBias = &parameters[4368]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(10, 4, out int panel, out int panels))
    {
        TKernels.Product16BiasRows12(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, 0, pass.Target.Rows, panel, panels);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint head = item % 2;
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)1536 + head * (nint)768];
        float* values = &keys[512];
        TKernels.CacheRows32x16Positions16Rows12(
            &queryKeyValue[768 + head * 384 + start * 16], &queryKeyValue[1536 + head * 192 + start * 16], keys, values,
            pass.Target.Positions[start], pass.Target.Lengths[sequence]);

        for (nint next = 0; next < pass.Target.Lengths[sequence]; next++)
        {
            nint row = start + next;
            nint position = pass.Target.Positions[row];
            TKernels.CachedAttention20x4Window3Positions16Rows12(
                &queryKeyValue[head * 384 + row * 16], keys, values, pass.Scratch, &attended[head * 192 + row * 16], position);
        }
    }

    pass.Team.Barrier();

    // What self-attention sees.
    while (pass.Team.Claim(pass.Target.Rows * 2, out int item))
    {
        nint row = item / 2;
        nint head = item % 2;
        nint slot = pass.Target.Sequences[row];
        TKernels.AttentionWeights20CachedCausalWindow3Positions4Rows12(
            &queryKeyValue[head * 384 + row * 16], &cache[slot * (nint)1536 + head * (nint)768],
            &attentionMap[slot * (nint)32 + head * (nint)16], pass.Target.Positions[row], 1);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual.
    if (pass.Team.Claim())
    {
        TKernels.Product32BiasResidualRows12(
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
