/// <summary>The residual stream's gradient to the tables.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeightGradient = gradients; // [11, 8]
    float* positionEmbeddingWeightGradient = &gradients[256]; // [4, 8]

    // Gradients of the parameters.
    while (pass.Team.Claim(2, out int item))
    {
        // Token embedding.
        if (item < 1)
        {
            TKernels.EmbeddingGradient(
                &outputGradient[item * (nint)192], pass.Target.Tokens, &tokenEmbeddingWeightGradient[item * (nint)256], 16,
                pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Position embedding.
        if (item < 1)
        {
            TKernels.EmbeddingGradient(
                &outputGradient[item * (nint)192], pass.Target.Positions, &positionEmbeddingWeightGradient[item * (nint)256], 16,
                pass.Target.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
