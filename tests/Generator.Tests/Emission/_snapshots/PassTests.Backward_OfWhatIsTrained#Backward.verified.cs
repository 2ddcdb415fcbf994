/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    Run<Avx2Kernels>(in pass);
}

/// <summary>Every block in reverse order; the gradient of the residual stream changes between two buffers.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    Head<TKernels>(
        in pass, &pass.Parameters[6928], pass.Copies, &pass.Gradients[560], &pass.Activations[3840], &pass.Activations[4224]);
    DecoderLayer2<TKernels>(
        in pass, &pass.Parameters[4704], pass.Copies, &pass.Gradients[560], &pass.Activations[2016], &pass.Activations[4224],
        &pass.Activations[4416]);
    DecoderLayer1<TKernels>(
        in pass, &pass.Parameters[2480], pass.Copies, pass.Gradients, &pass.Activations[192], &pass.Activations[4416]);
    pass.FinishGradients(0);
}

/// <summary>One layer backward: from the gradient of its output to that of its input and of its parameters.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer1<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient)
    where TKernels : struct, IKernels
{
    float* feedForwardSum = &activations[1600]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2192]; // [8]
    float* feedForwardSumGradient = &pass.Activations[5504]; // [rows, 8]
    float* feedForwardDownWeight = &parameters[1664]; // [8, 32]
    float* feedForwardDownWeightTransposed = &pass.Activations[4608]; // [16, 32]
    float* hiddenDerivative = &activations[1216]; // [rows, 32]
    float* hiddenGradient = &pass.Activations[5120]; // [rows, 32]
    float* feedForwardUpWeight = &parameters[1120]; // [32, 8]
    float* feedForwardUpWeightTransposed = &pass.Activations[4608]; // [32, 16]
    float* selfAttentionNormGradient = &pass.Activations[5696]; // [rows, 8]
    float* attentionSum = &activations[992]; // [rows, 8]
    float* selfAttentionNormWeight = &parameters[1088]; // [8]
    float* attentionSumGradient = &pass.Activations[5888]; // [rows, 8]
    float* selfAttentionOutputWeight = &parameters[816]; // [8, 8]
    float* selfAttentionOutputWeightTransposed = &pass.Activations[4608]; // [16, 16]
    float* attendedGradient = &pass.Activations[5184]; // [rows, 8]
    float* queryKeyValue = &activations[192]; // [rows, 48]
    float* scoreMaximum = &activations[960]; // [rows]
    float* scoreInverseTotal = &activations[976]; // [rows]
    float* queryKeyValueGradient = &pass.Activations[4608]; // [rows, 48]
    float* feedForwardNormBiasGradient = &gradients[544]; // [8]
    float* selfAttentionNormBiasGradient = &gradients[528]; // [8]
    float* selfAttentionQueryWeightGradient = gradients; // [8, 8]
    float* input = activations; // [rows, 8]
    float* selfAttentionValueWeightGradient = &gradients[256]; // [8, 8]
    float* selfAttentionValueBiasGradient = &gradients[512]; // [8]

    // Through feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            outputGradient, feedForwardSum, feedForwardNormWeight, feedForwardSumGradient, row, rows);
    }

    pass.Team.Barrier();

    // Feed-forward down, transposed.
    while (pass.Team.Claim(2, out int item))
    {
        // Feed-forward down: 2 panels of the transpose.
        TKernels.TransposeWeights32x16(&feedForwardDownWeight[item * (nint)256], &feedForwardDownWeightTransposed[item * (nint)256]);
    }

    pass.Team.Barrier();

    // Through feed-forward down.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x32FactorRows12(
            feedForwardSumGradient, feedForwardDownWeightTransposed, hiddenDerivative, hiddenGradient, row, rows);
    }

    pass.Team.Barrier();

    // Feed-forward up, transposed.
    while (pass.Team.Claim(1, out int item))
    {
        // Feed-forward up: 1 panel of the transpose.
        TKernels.TransposeWeights16x32(&feedForwardUpWeight[item * (nint)256], &feedForwardUpWeightTransposed[item * (nint)512]);
    }

    pass.Team.Barrier();

    // Through feed-forward up; through self-attention norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product32x16ResidualRows12(
            hiddenGradient, feedForwardUpWeightTransposed, feedForwardSumGradient, selfAttentionNormGradient, row, rows);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            selfAttentionNormGradient, attentionSum, selfAttentionNormWeight, attentionSumGradient, row, rows);
    }

    pass.Team.Barrier();

    // Self-attention output, transposed.
    while (pass.Team.Claim(1, out int item))
    {
        // Self-attention output: 1 panel of the transpose.
        TKernels.TransposeWeights16x16(
            &selfAttentionOutputWeight[item * (nint)256], &selfAttentionOutputWeightTransposed[item * (nint)256]);
    }

    pass.Team.Barrier();

    // Through self-attention output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
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

    // Gradients of the parameters.
    while (pass.Team.Claim(4, out int item))
    {
        // Feed-forward norm.
        if (item < 1)
        {
            TKernels.BiasGradient(
                &outputGradient[item * (nint)192], &feedForwardNormBiasGradient[item * 16], 1, 192, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention norm.
        if (item < 1)
        {
            TKernels.BiasGradient(
                &selfAttentionNormGradient[item * (nint)192], &selfAttentionNormBiasGradient[item * 16], 1, 192, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention query: 1 panel of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                input, &queryKeyValueGradient[panel * 192], &selfAttentionQueryWeightGradient[panel * 256], 1, 1, 256, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Self-attention value: 1 panel of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                input, &queryKeyValueGradient[384 + panel * 192], &selfAttentionValueWeightGradient[panel * 256], 1, 1, 256,
                pass.Target.Rows, pass.AddsGradients);
            TKernels.BiasGradient(
                &queryKeyValueGradient[384 + panel * 192], &selfAttentionValueBiasGradient[panel * 16], 1, 192, pass.Target.Rows,
                pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
