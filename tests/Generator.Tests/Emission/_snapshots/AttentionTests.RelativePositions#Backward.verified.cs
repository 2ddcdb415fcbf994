/// <summary>One layer backward: from the gradient of its output to that of its input and of its parameters.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void EncoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient,
    float* inputGradient, bool addsToShared)
    where TKernels : struct, IKernels
{
    float* feedForwardSum = &activations[2592]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[3264]; // [8]
    float* feedForwardSumGradient = &pass.Activations[5504]; // [rows, 8]
    float* feedForwardDownWeightTransposed = copies; // [8, 32]
    float* hidden = &activations[2208]; // [rows, 32]
    float* hiddenGradient = &pass.Activations[4736]; // [rows, 32]
    float* feedForwardUpWeightTransposed = &copies[512]; // [32, 8]
    float* selfAttentionNormGradient = &pass.Activations[5696]; // [rows, 8]
    float* attentionSum = &activations[1792]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[2160]; // [8]
    float* attentionSumGradient = &pass.Activations[5888]; // [rows, 8]
    float* selfAttentionOutputWeightTransposed = &copies[1024]; // [8, 8]
    float* attendedGradient = &pass.Activations[5120]; // [rows, 8]
    float* queryKeyValue = &activations[192]; // [rows, 96]
    float* scoreMaximum = &activations[1728]; // [2, rows]
    float* scoreInverseTotal = &activations[1760]; // [2, rows]
    float* queryKeyValueGradient = &pass.Activations[3584]; // [rows, 96]
    float* biasGradient = &pass.Activations[6080]; // [16, rows]
    float* relativeBiasWeight = &pass.Parameters[256]; // [8, 2]
    float* selfAttentionQueryKeyValueWeightTransposed = &copies[1536]; // [8, 8], [8, 8], [8, 8]
    float* feedForwardNormMean = &activations[2784]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2800]; // [rows]
    float* feedForwardNormWeightGradient = &gradients[3264]; // [8]
    float* feedForwardNormBiasGradient = &gradients[3280]; // [8]
    float* feedForwardDownWeightGradient = &gradients[2736]; // [8, 32]
    float* feedForwardDownBiasGradient = &gradients[3248]; // [8]
    float* feedForwardUpWeightGradient = &gradients[2192]; // [32, 8]
    float* selfAttentionNorm = &activations[1984]; // [rows, 8]
    float* feedForwardUpBiasGradient = &gradients[2704]; // [32]
    float* selfAttentionNormMean = &activations[2176]; // [rows]
    float* selfAttentionNormInverseDeviation = &activations[2192]; // [rows]
    float* selfAttentionNormWeightGradient = &gradients[2160]; // [8]
    float* selfAttentionNormBiasGradient = &gradients[2176]; // [8]
    float* selfAttentionOutputWeightGradient = &gradients[1632]; // [8, 8]
    float* attended = &activations[1344]; // [rows, 8]
    float* selfAttentionOutputBiasGradient = &gradients[2144]; // [8]
    float* relativeBiasWeightGradient = &pass.Gradients[256]; // [8, 2]
    float* selfAttentionQueryKeyValueWeightGradient = gradients; // [8, 8], [8, 8], [8, 8]
    float* input = activations; // [rows, 8]
    float* selfAttentionQueryKeyValueBiasGradient = &gradients[1536]; // [8], [8], [8]

    // Through feed-forward norm; through feed-forward down; through feed-forward up; through self-attention norm; through
    // self-attention output.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            outputGradient, feedForwardSum, feedForwardNormWeight, feedForwardSumGradient, row, rows);
        TKernels.Product16x32ReluGradientRows12(
            feedForwardSumGradient, feedForwardDownWeightTransposed, hidden, hiddenGradient, row, rows);
        TKernels.Product32x16ResidualRows12(
            hiddenGradient, feedForwardUpWeightTransposed, feedForwardSumGradient, selfAttentionNormGradient, row, rows);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            selfAttentionNormGradient, attentionSum, selfAttentionNormWeight, attentionSumGradient, row, rows);
        TKernels.Product16x32Rows12(attentionSumGradient, selfAttentionOutputWeightTransposed, attendedGradient, row, rows);
    }

    pass.Team.Barrier();

    // Through self-attention.
    while (pass.Team.Claim(pass.Source.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint head = item % 2;
        TKernels.AttentionGradient4x4Relative8x16BothLength4Rows12(
            &queryKeyValue[head * 192], &queryKeyValue[384 + head * 192], &queryKeyValue[768 + head * 192], &scoreMaximum[head * 12],
            &scoreInverseTotal[head * 12], &attendedGradient[head * 192], &queryKeyValueGradient[head * 192],
            &queryKeyValueGradient[384 + head * 192], &queryKeyValueGradient[768 + head * 192], &biasGradient[head * 96],
            pass.Source.Starts[sequence], pass.Source.Lengths[sequence], pass.Source.Starts[sequence], pass.Source.Lengths[sequence],
            &relativeBiasWeight[head], pass.Scratch);
    }

    pass.Team.Barrier();

    // Through self-attention query, key and value.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.Product96x16ResidualRows12(
            queryKeyValueGradient, selfAttentionQueryKeyValueWeightTransposed, attentionSumGradient, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(10, out int item))
    {
        // Feed-forward norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &outputGradient[item * (nint)192], &feedForwardSum[item * (nint)192], feedForwardNormMean,
                feedForwardNormInverseDeviation, &feedForwardNormWeightGradient[item * 16], &feedForwardNormBiasGradient[item * 16],
                pass.Source.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward down: 1 panel of columns, 2 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                hidden, &feedForwardSumGradient[panel * 192], &feedForwardDownWeightGradient[panel * 512], 2, 1, 512, pass.Source.Rows,
                pass.AddsGradients);
            TKernels.BiasGradient(
                &feedForwardSumGradient[panel * 192], &feedForwardDownBiasGradient[panel * 16], 1, 192, pass.Source.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward up: 2 panels of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                selfAttentionNorm, &hiddenGradient[panel * 192], &feedForwardUpWeightGradient[panel * 256], 1, 2, 256, pass.Source.Rows,
                pass.AddsGradients);
            TKernels.BiasGradient(
                &hiddenGradient[panel * 192], &feedForwardUpBiasGradient[panel * 16], 2, 192, pass.Source.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &selfAttentionNormGradient[item * (nint)192], &attentionSum[item * (nint)192], selfAttentionNormMean,
                selfAttentionNormInverseDeviation, &selfAttentionNormWeightGradient[item * 16],
                &selfAttentionNormBiasGradient[item * 16], pass.Source.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention output: 1 panel of columns, 2 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                attended, &attentionSumGradient[panel * 192], &selfAttentionOutputWeightGradient[panel * 512], 2, 1, 512,
                pass.Source.Rows, pass.AddsGradients);
            TKernels.BiasGradient(
                &attentionSumGradient[panel * 192], &selfAttentionOutputBiasGradient[panel * 16], 1, 192, pass.Source.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Relative bias.
        if (item < 2)
        {
            TKernels.RelativeBiasGradient8Rows12(
                &biasGradient[item * 96], pass.Source.Starts, &relativeBiasWeightGradient[item], pass.Source.SequenceCount,
                addsToShared);
            continue;
        }

        item -= 2;

        // Self-attention query, key and value: 6 panels of columns, 1 of rows.
        if (item < 3)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                input, &queryKeyValueGradient[panel * 192], &selfAttentionQueryKeyValueWeightGradient[panel * 256], 1, 2, 256,
                pass.Source.Rows, pass.AddsGradients);
            TKernels.BiasGradientIdle2From2(
                &queryKeyValueGradient[panel * 192], &selfAttentionQueryKeyValueBiasGradient[panel * 16], panel, 2, 192,
                pass.Source.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
