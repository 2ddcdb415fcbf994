/// <summary>The logits' gradient to the residual stream's.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* inputGradient)
    where TKernels : struct, IKernels
{
    float* logits = &activations[192]; // [rows, 11]
    float* tokenEmbeddingWeight = pass.Parameters; // [11, 8]
    float* tokenEmbeddingWeightGradient = pass.Gradients; // [11, 8]
    float* input = activations; // [rows, 8]

    // Through token embedding.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16Rows12(logits, tokenEmbeddingWeight, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(1, out int item))
    {
        // Token embedding: 1 panel of columns, 1 of rows.
        nint panel = item * 2;
        TKernels.WeightGradientNarrowRows12(
            logits, &input[panel * 192], &tokenEmbeddingWeightGradient[panel * 256], 1, 1, 256, pass.Target.Rows, pass.AddsGradients);
    }

    pass.Team.Barrier();
}
