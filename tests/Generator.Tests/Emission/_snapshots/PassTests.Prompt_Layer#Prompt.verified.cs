/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    Run<Avx2Kernels>(in pass);
}

/// <summary>
/// Tokens of prompts through every layer, several positions of a slot at once; a prompt's last token, whose logits are asked for, is
/// decoded.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    Embedding<TKernels>(in pass, pass.Parameters, pass.Activations);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[256], &pass.Activations[50_496], pass.Activations, &pass.Activations[3264]);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[4608], &pass.Activations[69_952], &pass.Activations[3264], pass.Activations);
}

/// <summary>The tokens to the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* output)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]

    // Token embeddings and positions.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Embedding16x8Positions300Rows204(
            tokenEmbeddingWeight, pass.Target.Tokens, &pass.Activations[45_696], pass.Target.Positions, output, row, rows);
    }

    pass.Team.Barrier();
}

/// <summary>One layer for positions of slots, whose keys and values join their caches.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* cache, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [4, 8], [4, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[2048]; // [8], [4], [4]
    float* queryKeyValue = &pass.Activations[6528]; // [rows, 128]
    float* attended = &pass.Activations[32_640]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[2176]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[3200]; // [8]
    float* attentionSum = &pass.Activations[13_056]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[3216]; // [8]
    float* selfAttentionNormBias = &parameters[3232]; // [8]
    float* selfAttentionNorm = &pass.Activations[16_320]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[3248]; // [32, 8]
    float* feedForwardUpBias = &parameters[3760]; // [32]
    float* hidden = &pass.Activations[6528]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[3792]; // [8, 32]
    float* feedForwardDownBias = &parameters[4304]; // [8]
    float* feedForwardSum = &pass.Activations[19_584]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[4320]; // [8]
    float* feedForwardNormBias = &parameters[4336]; // [8]

    // Self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x128BiasRows204(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint head = item % 2;
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)19_456 + head * (nint)9728];
        float* values = &keys[4864];
        TKernels.CacheRows16x16Positions304Rows204(
            &queryKeyValue[13_056 + head * 3264 + start * 16], &queryKeyValue[19_584 + head * 3264 + start * 16], keys, values,
            pass.Target.Positions[start], pass.Target.Lengths[sequence]);
    }

    pass.Team.Barrier();

    while (pass.Team.Claim(pass.Target.SequenceCount * 4, out int item))
    {
        nint sequence = item / 4;
        nint head = item % 4;
        nint start = pass.Target.Starts[sequence];
        float* keys = &cache[pass.Target.Sequences[start] * (nint)19_456 + (head / 2) * (nint)9728];
        float* values = &keys[4864];
        nint length = pass.Target.Lengths[sequence];
        nint past = pass.Target.Positions[start];
        TKernels.Attention2x2CausalPastCached304Rows204(
            &queryKeyValue[head * 3264], keys, values, &attended[head * 3264], start, length, past + length, past, pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual; self-attention norm; feed-forward up and relu; feed-forward down and the residual;
    // feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product64x16BiasResidualRows204(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm8Rows204(attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, row, rows);
        TKernels.Product16x32BiasReluRows204(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows204(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8Rows204(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
