/// <summary>One layer backward: from the gradient of its output to that of its input and of its parameters.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient,
    float* inputGradient)
    where TKernels : struct, IKernels
{
    float* feedForwardSum = &activations[1792]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2080]; // [8]
    float* feedForwardSumGradient = &pass.Activations[3744]; // [rows, 8]
    float* feedForwardDownWeightTransposed = copies; // [8, 32]
    float* hidden = &activations[1408]; // [rows, 32]
    float* hiddenGradient = &pass.Activations[3360]; // [rows, 32]
    float* feedForwardUpWeightTransposed = &copies[512]; // [32, 8]
    float* selfAttentionNormGradient = &pass.Activations[3936]; // [rows, 8]
    float* attentionSum = &activations[992]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1024]; // [8]
    float* attentionSumGradient = &pass.Activations[4128]; // [rows, 8]
    float* selfAttentionOutputWeightTransposed = &copies[1024]; // [8, 8]
    float* attendedGradient = &pass.Activations[4320]; // [rows, 8]
    float* queryKeyValue = &activations[192]; // [rows, 48]
    float* scoreMaximum = &activations[960]; // [rows]
    float* scoreInverseTotal = &activations[976]; // [rows]
    float* queryKeyValueGradient = &pass.Activations[2784]; // [rows, 48]
    float* selfAttentionQueryKeyValueWeightTransposed = &copies[1280]; // [8, 8], [8, 8], [8, 8]
    float* feedForwardNormMean = &activations[1984]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2000]; // [rows]
    float* feedForwardNormWeightGradient = &gradients[2080]; // [8]
    float* feedForwardNormBiasGradient = &gradients[2096]; // [8]
    float* feedForwardDownWeightGradient = &gradients[1568]; // [8, 32]
    float* feedForwardUpWeightGradient = &gradients[1056]; // [32, 8]
    float* selfAttentionNorm = &activations[1184]; // [rows, 8]
    float* selfAttentionNormMean = &activations[1376]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[1392]; // [rows]
    float* selfAttentionNormWeightGradient = &gradients[1024]; // [8]
    float* selfAttentionNormBiasGradient = &gradients[1040]; // [8]
    float* selfAttentionOutputWeightGradient = &gradients[768]; // [8, 8]
    float* attended = &activations[768]; // [rows, 8]
    float* selfAttentionQueryKeyValueWeightGradient = gradients; // [8, 8], [8, 8], [8, 8]
    float* input = activations; // [rows, 8]

    // Through feed-forward norm; through feed-forward down; through feed-forward up; through self-attention norm; through
    // self-attention output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            outputGradient, feedForwardSum, feedForwardNormWeight, feedForwardSumGradient, row, rows);
        TKernels.Product16x32ReluGradientRows12(
            feedForwardSumGradient, feedForwardDownWeightTransposed, hidden, hiddenGradient, row, rows);
        TKernels.Product32x16ResidualRows12(
            hiddenGradient, feedForwardUpWeightTransposed, feedForwardSumGradient, selfAttentionNormGradient, row, rows);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            selfAttentionNormGradient, attentionSum, selfAttentionNormWeight, attentionSumGradient, row, rows);
        TKernels.Product16x16Rows12(attentionSumGradient, selfAttentionOutputWeightTransposed, attendedGradient, row, rows);
    }

    pass.Team.Barrier();

    // Through self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        TKernels.AttentionGradient8x8CausalLength4Rows12(
            queryKeyValue, &queryKeyValue[192], &queryKeyValue[384], scoreMaximum, scoreInverseTotal, attendedGradient,
            queryKeyValueGradient, &queryKeyValueGradient[192], &queryKeyValueGradient[384], pass.Target.Starts[sequence],
            pass.Target.Lengths[sequence], pass.Scratch);
    }

    pass.Team.Barrier();

    // Through self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product48x16ResidualRows12(
            queryKeyValueGradient, selfAttentionQueryKeyValueWeightTransposed, attentionSumGradient, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(7, out int item))
    {
        // Feed-forward norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &outputGradient[item * (nint)192], &feedForwardSum[item * (nint)192], feedForwardNormMean,
                feedForwardNormInverseDeviation, &feedForwardNormWeightGradient[item * 16], &feedForwardNormBiasGradient[item * 16],
                pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward down: 1 panel of columns, 2 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                hidden, &feedForwardSumGradient[panel * 192], &feedForwardDownWeightGradient[panel * 512], 2, 1, 512, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward up: 2 panels of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                selfAttentionNorm, &hiddenGradient[panel * 192], &feedForwardUpWeightGradient[panel * 256], 1, 2, 256, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &selfAttentionNormGradient[item * (nint)192], &attentionSum[item * (nint)192], selfAttentionNormMean,
                selfAttentionNormInverseDeviation, &selfAttentionNormWeightGradient[item * 16],
                &selfAttentionNormBiasGradient[item * 16], pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention output: 1 panel of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                attended, &attentionSumGradient[panel * 192], &selfAttentionOutputWeightGradient[panel * 256], 1, 1, 256,
                pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention query, key and value: 3 panels of columns, 1 of rows.
        if (item < 2)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                input, &queryKeyValueGradient[panel * 192], &selfAttentionQueryKeyValueWeightGradient[panel * 256], 1,
                Math.Min(2, 3 - panel), 256, pass.Target.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
