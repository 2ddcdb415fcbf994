/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    Run<Avx2Kernels>(in pass);
}

/// <summary>Every block in its order.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    Embedding<TKernels>(in pass, pass.Parameters, pass.Activations, 0);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[256], pass.Activations, 1);
    Head<TKernels>(in pass, &pass.Parameters[2480], &pass.Activations[2016], 4);
}

/// <summary>Tokens to the residual stream: embeddings and positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* activations, uint site)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]
    float* embedded = &pass.Activations[2784]; // [rows, 8]
    float* embeddedDropped = activations; // [rows, 8]

    // Token embeddings and positions; dropout of embedded.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Embedding16x8Positions4Rows12(
            tokenEmbeddingWeight, pass.Target.Tokens, &pass.Activations[4704], pass.Target.Positions, embedded, row, rows);
        TKernels.Dropout8Rate0p1Rows12(
            embedded, embeddedDropped, pass.Target.Sequences, pass.Target.Positions, site + 0, pass.Dropout, row, rows);
    }

    pass.Team.Barrier();
}

/// <summary>One layer: self-attention and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations, uint site)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* selfAttentionQueryKeyValueWeight = parameters; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[768]; // [8], [8], [8]
    float* queryKeyValue = &activations[192]; // [rows, 48]
    float* attended = &activations[768]; // [rows, 8]
    float* scoreMaximum = &activations[960]; // [rows]
    float* scoreInverseTotal = &activations[976]; // [rows]
    float* selfAttentionOutputWeight = &parameters[816]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[1072]; // [8]
    float* selfAttentionOutput = &pass.Activations[2784]; // [rows, 8]
    float* attentionSum = &activations[992]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1088]; // [8]
    float* selfAttentionNormBias = &parameters[1104]; // [8]
    float* selfAttentionNorm = &activations[1184]; // [rows, 8]
    float* selfAttentionNormMean = &activations[1376]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[1392]; // [rows]
    float* feedForwardUpWeight = &parameters[1120]; // [32, 8]
    float* feedForwardUpBias = &parameters[1632]; // [32]
    float* hidden = &activations[1408]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[1664]; // [8, 32]
    float* feedForwardDownBias = &parameters[2176]; // [8]
    float* feedForwardDown = &pass.Activations[2976]; // [rows, 8]
    float* feedForwardSum = &activations[1792]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2192]; // [8]
    float* feedForwardNormBias = &parameters[2208]; // [8]
    float* feedForwardNorm = &activations[2016]; // [rows, 8]
    float* feedForwardNormMean = &activations[1984]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2000]; // [rows]

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
        TKernels.Attention8x8CausalDropout0p1StatisticsKeys12Rows12(
            queryKeyValue, &queryKeyValue[192], &queryKeyValue[384], attended, scoreMaximum, scoreInverseTotal,
            pass.Target.Starts[sequence], pass.Target.Lengths[sequence], site + 0, (uint)sequence, 0, pass.Dropout, pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output; dropout of self attention output; self-attention norm; feed-forward up and relu; feed-forward down;
    // dropout of feed forward down; feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16BiasRows12(attended, selfAttentionOutputWeight, selfAttentionOutputBias, selfAttentionOutput, row, rows);
        TKernels.Dropout8Rate0p1ResidualRows12(
            selfAttentionOutput, input, attentionSum, pass.Target.Sequences, pass.Target.Positions, site + 1, pass.Dropout, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormInverseDeviation, row, rows);
        TKernels.Product16x32BiasReluRows12(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasRows12(hidden, feedForwardDownWeight, feedForwardDownBias, feedForwardDown, row, rows);
        TKernels.Dropout8Rate0p1ResidualRows12(
            feedForwardDown, selfAttentionNorm, feedForwardSum, pass.Target.Sequences, pass.Target.Positions, site + 2, pass.Dropout,
            row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();
}
