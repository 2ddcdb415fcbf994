/// <summary>One layer backward: from the gradient of its output to that of its input and of its parameters.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient,
    float* inputGradient)
    where TKernels : struct, IKernels
{
    float* feedForwardSum = &activations[3376]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[4112]; // [8]
    float* feedForwardSumGradient = &pass.Activations[7040]; // [rows, 8]
    float* feedForwardDownWeightTransposed = copies; // [8, 32]
    float* hidden = &activations[2992]; // [rows, 32]
    float* hiddenGradient = &pass.Activations[6656]; // [rows, 32]
    float* feedForwardUpWeightTransposed = &copies[512]; // [32, 8]
    float* selfAttentionNormGradient = &pass.Activations[7232]; // [rows, 8]
    float* attentionSum = &activations[2592]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[3072]; // [8]
    float* attentionSumGradient = &pass.Activations[7424]; // [rows, 8]
    float* selfAttentionOutputWeightTransposed = &copies[1024]; // [8, 8]
    float* attendedGradient = &pass.Activations[5888]; // [rows, 8]
    float* queryKeyValue = &activations[192]; // [rows, 128]
    float* scoreMaximum = &activations[2496]; // [4, rows]
    float* scoreInverseTotal = &activations[2544]; // [4, rows]
    float* queryKeyValueGradient = &pass.Activations[4352]; // [rows, 128]
    float* selfAttentionQueryKeyValueWeightTransposed = &copies[2048]; // [8, 8], [4, 8], [4, 8]
    float* feedForwardNormInverseDeviation = &activations[3568]; // [rows]
    float* feedForwardNormWeightGradient = &gradients[4112]; // [8]
    float* feedForwardDownWeightGradient = &gradients[3600]; // [8, 32]
    float* feedForwardUpWeightGradient = &gradients[3088]; // [32, 8]
    float* selfAttentionNorm = &activations[2784]; // [rows, 8]
    float* selfAttentionNormInverseDeviation = &activations[2976]; // [rows]
    float* selfAttentionNormWeightGradient = &gradients[3072]; // [8]
    float* selfAttentionOutputWeightGradient = &gradients[2048]; // [8, 8]
    float* attended = &activations[1728]; // [rows, 8]
    float* selfAttentionQueryKeyValueWeightGradient = gradients; // [8, 8], [4, 8], [4, 8]
    float* input = activations; // [rows, 8]

    // Through feed-forward norm; through feed-forward down; through feed-forward up; through self-attention norm; through
    // self-attention output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.RmsNormGradient8Epsilon1em5Rows12(
            outputGradient, feedForwardSum, feedForwardNormWeight, feedForwardSumGradient, row, rows);
        TKernels.Product16x32ReluGradientRows12(
            feedForwardSumGradient, feedForwardDownWeightTransposed, hidden, hiddenGradient, row, rows);
        TKernels.Product32x16ResidualRows12(
            hiddenGradient, feedForwardUpWeightTransposed, feedForwardSumGradient, selfAttentionNormGradient, row, rows);
        TKernels.RmsNormGradient8Epsilon1em5Rows12(
            selfAttentionNormGradient, attentionSum, selfAttentionNormWeight, attentionSumGradient, row, rows);
        TKernels.Product16x64Rows12(attentionSumGradient, selfAttentionOutputWeightTransposed, attendedGradient, row, rows);
    }

    pass.Team.Barrier();

    // Through self-attention.
    while (pass.Team.Claim(pass.Target.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint keyHead = item % 2;

        for (nint member = 0; member < 2; member++)
        {
            nint head = (keyHead * 2) + member;
            TKernels.AttentionGradient2x2CausalSharedLength4Rows12(
                &queryKeyValue[head * 192], &queryKeyValue[768 + keyHead * 192], &queryKeyValue[1152 + keyHead * 192],
                &scoreMaximum[head * 12], &scoreInverseTotal[head * 12], &attendedGradient[head * 192],
                &queryKeyValueGradient[head * 192], &queryKeyValueGradient[768 + keyHead * 192],
                &queryKeyValueGradient[1152 + keyHead * 192], pass.Target.Starts[sequence], pass.Target.Lengths[sequence], member > 0,
                pass.Scratch);
        }
    }

    pass.Team.Barrier();

    // Through self-attention query, key and value.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product128x16ResidualRows12(
            queryKeyValueGradient, selfAttentionQueryKeyValueWeightTransposed, attentionSumGradient, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(9, out int item))
    {
        // Feed-forward norm.
        if (item < 1)
        {
            TKernels.RmsNormParameterGradient(
                &outputGradient[item * (nint)192], &feedForwardSum[item * (nint)192], feedForwardNormInverseDeviation,
                &feedForwardNormWeightGradient[item * 16], pass.Target.Rows, pass.AddsGradients);
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
            TKernels.RmsNormParameterGradient(
                &selfAttentionNormGradient[item * (nint)192], &attentionSum[item * (nint)192], selfAttentionNormInverseDeviation,
                &selfAttentionNormWeightGradient[item * 16], pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention output: 1 panel of columns, 4 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                attended, &attentionSumGradient[panel * 192], &selfAttentionOutputWeightGradient[panel * 1024], 4, 1, 1024,
                pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention query, key and value: 8 panels of columns, 1 of rows.
        if (item < 4)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                input, &queryKeyValueGradient[panel * 192], &selfAttentionQueryKeyValueWeightGradient[panel * 256], 1, 2, 256,
                pass.Target.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
