/// <summary>One layer: self-attention and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* selfAttentionNormWeight = parameters; // [8]
    float* selfAttentionNormBias = &parameters[16]; // [8]
    float* selfAttentionNorm = &activations[192]; // [rows, 8]
    float* selfAttentionNormMean = &activations[384]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[400]; // [rows]
    float* selfAttentionQueryKeyValueWeight = &parameters[32]; // [8, 8], [8, 8], [8, 8]
    float* selfAttentionQueryKeyValueBias = &parameters[800]; // [8], [8], [8]
    float* queryKeyValue = &activations[416]; // [rows, 48]
    float* attended = &activations[992]; // [rows, 8]
    float* scoreMaximum = &activations[1184]; // [rows]
    float* scoreInverseTotal = &activations[1200]; // [rows]
    float* selfAttentionOutputWeight = &parameters[848]; // [8, 8]
    float* selfAttentionOutputBias = &parameters[1104]; // [8]
    float* attentionSum = &activations[1216]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[1120]; // [8]
    float* feedForwardNormBias = &parameters[1136]; // [8]
    float* feedForwardNorm = &activations[1408]; // [rows, 8]
    float* feedForwardNormMean = &activations[1600]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[1616]; // [rows]
    float* feedForwardUpWeight = &parameters[1152]; // [32, 8]
    float* feedForwardUpBias = &parameters[1664]; // [32]
    float* hidden = &activations[1632]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[1696]; // [8, 32]
    float* feedForwardDownBias = &parameters[2208]; // [8]
    float* feedForwardSum = &activations[2016]; // [rows, 8]

    // Self-attention norm; self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNorm8StatisticsRows12(
            input, selfAttentionNormWeight, selfAttentionNormBias, selfAttentionNorm, selfAttentionNormMean,
            selfAttentionNormInverseDeviation, row, rows);
        TKernels.Product16x48BiasRows12(
            selfAttentionNorm, selfAttentionQueryKeyValueWeight, selfAttentionQueryKeyValueBias, queryKeyValue, row, rows);
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

    // Self-attention output and the residual; feed-forward norm; feed-forward up and relu; feed-forward down and the residual.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16BiasResidualRows12(
            attended, selfAttentionOutputWeight, selfAttentionOutputBias, input, attentionSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            attentionSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
        TKernels.Product16x32BiasReluRows12(feedForwardNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, attentionSum, feedForwardSum, row, rows);
    }

    pass.Team.Barrier();
}

/// <summary>The residual stream to logits and losses.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* decoderFinalNormWeight = parameters; // [8]
    float* decoderFinalNormBias = &parameters[16]; // [8]
    float* decoderFinalNorm = &activations[192]; // [rows, 8]
    float* decoderFinalNormMean = &activations[384]; // [rows]
    float* decoderFinalNormInverseDeviation = &activations[400]; // [rows]
    float* outputWeight = &parameters[32]; // [11, 8]
    float* logits = &activations[416]; // [rows, 11]

    // Decoder final norm; output; losses.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNorm8StatisticsRows12(
            input, decoderFinalNormWeight, decoderFinalNormBias, decoderFinalNorm, decoderFinalNormMean,
            decoderFinalNormInverseDeviation, row, rows);
        TKernels.Product16x16Rows12(decoderFinalNorm, outputWeight, logits, row, rows);

        if (pass.TakesLoss)
        {
            TKernels.CrossEntropy11Rows12(logits, pass.Labels, pass.Losses, pass.TakesGradient, row, rows);
        }
    }

    pass.Team.Barrier();
}
