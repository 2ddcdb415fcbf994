/// <summary>Tokens to the residual stream: embeddings and positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* positionEmbeddingWeight = &parameters[256]; // [4, 8]
    float* tokenEmbeddingWeight = parameters; // [11, 8]
    float* embedded = activations; // [rows, 8]

    // Token embeddings and positions.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Embedding16x8Positions16Rows12(
            tokenEmbeddingWeight, pass.Target.Tokens, positionEmbeddingWeight, pass.Target.Positions, embedded, row, rows);
    }

    pass.Team.Barrier();
}
