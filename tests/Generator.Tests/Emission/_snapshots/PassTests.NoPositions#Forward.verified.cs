/// <summary>Tokens to the residual stream: embeddings and positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]
    float* embedded = activations; // [rows, 8]

    // Token embeddings.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Embedding16x8Rows12(tokenEmbeddingWeight, pass.Target.Tokens, embedded, row, rows);
    }

    pass.Team.Barrier();
}
