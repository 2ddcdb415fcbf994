/// <summary>The token to the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(
    Team team, float* weights, float* copies, float* parameters, float* state, float* output, int token, int position)
    where TKernels : struct, IKernels
{
    float* positionEmbeddingWeight = parameters + 256; // [4, 8]
    float* tokenEmbeddingWeight = parameters; // [11, 8]

    // Token embeddings and positions.
    if (team.Claim(1, out _))
    {
        TKernels.Embedding16x8Row(tokenEmbeddingWeight, &token, positionEmbeddingWeight, &position, output, 0, 1);
    }

    team.Barrier();
}
