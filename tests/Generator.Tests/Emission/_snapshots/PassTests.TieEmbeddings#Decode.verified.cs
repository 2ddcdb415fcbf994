/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* input)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeightTransposed = pass.Copies; // [11, 8]
    float* logits = &pass.Activations[32]; // [rows, 11]

    // Token embedding.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16(input, tokenEmbeddingWeightTransposed, logits, 0, 1);
    }

    pass.Team.Barrier();
}
