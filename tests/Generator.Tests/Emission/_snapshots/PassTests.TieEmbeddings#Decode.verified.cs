/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    Team team, float* weights, float* copies, float* parameters, float* state, float* input, int token, int position)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeightTransposed = copies; // [11, 8]
    float* logits = state + 112; // [rows, 11]

    // Token embedding.
    if (team.Claim(1, out _))
    {
        TKernels.RowProduct16(input, tokenEmbeddingWeightTransposed, logits, 0, 1);
    }

    team.Barrier();
}
