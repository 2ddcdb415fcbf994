/// <summary>The token to the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* output)
    where TKernels : struct, IKernels
{
    float* positionEmbeddingWeight = &parameters[256]; // [4, 8]
    float* tokenEmbeddingWeight = parameters; // [11, 8]

    // Token embeddings and positions.
    if (pass.Team.Claim())
    {
        TKernels.Embedding16x8Positions16Row(
            tokenEmbeddingWeight, pass.Target.Tokens, positionEmbeddingWeight, pass.Target.Positions, output, 0, 1);
    }

    pass.Team.Barrier();
}
