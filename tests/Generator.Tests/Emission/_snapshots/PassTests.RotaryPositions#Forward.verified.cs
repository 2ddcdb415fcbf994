/// <summary>Tokens to the residual stream: embeddings and positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]
    float* embedded = activations; // [rows, 8]

    // Token embeddings.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Embedding16x8Rows12(tokenEmbeddingWeight, pass.Target.Tokens, embedded, row, rows);
    }

    pass.Team.Barrier();
}

/// <summary>One layer: self-attention and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations)
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
    float* feedForwardSum = &activations[1792]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2192]; // [8]
    float* feedForwardNormBias = &parameters[2208]; // [8]
    float* feedForwardNorm = &activations[2016]; // [rows, 8]
    float* feedForwardNormMean = &activations[1984]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2000]; // [rows]

    // Self-attention query, key and value; queries and keys turned by their positions.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x48BiasRows12(
            input, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows);
        TKernels.Rotary2x8Positions4Rows12(queryKeyValue, &pass.Activations[4512], pass.Target.Positions, row, rows);
    }

    pass.Team.Barrier();

    // Self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        TKernels.Attention8x8CausalStatisticsKeys12Rows12(
            queryKeyValue, &queryKeyValue[192], &queryKeyValue[384], attended, scoreMaximum, scoreInverseTotal,
            pass.Target.Starts[sequence], pass.Target.Lengths[sequence], pass.Scratch);
    }

    pass.Team.Barrier();

    // Self-attention output and the residual; self-attention norm; feed-forward up and relu; feed-forward down and the residual;
    // feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            attentionSum, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormInverseDeviation, row, rows);
        TKernels.Product16x32BiasReluRows12(selfAttentionNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, selfAttentionNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();
}
