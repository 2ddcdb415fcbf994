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
        in pass, &pass.Parameters[4704], &pass.Copies[4096], &pass.Gradients[4704], &pass.Activations[4032], &pass.Activations[4416]);
    pass.FinishGradients(4704);
    DecoderLayer<TKernels>(
        in pass, &pass.Parameters[2480], &pass.Copies[2048], &pass.Gradients[2480], &pass.Activations[2016], &pass.Activations[4416],
        &pass.Activations[4608]);
    pass.FinishGradients(2480);
    DecoderLayer<TKernels>(
        in pass, &pass.Parameters[256], pass.Copies, &pass.Gradients[256], pass.Activations, &pass.Activations[4608],
        &pass.Activations[4416]);
    pass.FinishGradients(256);
    Embedding<TKernels>(in pass, pass.Parameters, pass.Copies, pass.Gradients, pass.Activations, &pass.Activations[4416]);
    pass.FinishGradients(0);
}

/// <summary>The logits' gradient to the residual stream's.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* inputGradient)
    where TKernels : struct, IKernels
{
    float* logits = &activations[192]; // [rows, 11]
    float* outputWeightTransposed = copies; // [11, 8]
    float* outputWeightGradient = gradients; // [11, 8]
    float* input = activations; // [rows, 8]

    // Through output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16Rows12(logits, outputWeightTransposed, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(1, out int item))
    {
        // Output: 1 panel of columns, 1 of rows.
        nint panel = item * 2;
        TKernels.WeightGradientNarrowRows12(
            input, &logits[panel * 192], &outputWeightGradient[panel * 256], 1, 1, 256, pass.Target.Rows, pass.AddsGradients);
    }

    pass.Team.Barrier();
}

/// <summary>The residual stream's gradient to the tables.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeightGradient = gradients; // [11, 8]

    // Gradients of the parameters.
    while (pass.Team.Claim(1, out int item))
    {
        // Token embedding.
        TKernels.EmbeddingGradient(
            &outputGradient[item * (nint)192], pass.Target.Tokens, &tokenEmbeddingWeightGradient[item * (nint)256], 16,
            pass.Target.Rows, pass.AddsGradients);
    }

    pass.Team.Barrier();
}
