/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    Run<Avx2Kernels>(in pass);
}

/// <summary>One token through every block; the residual stream changes between two buffers.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    Embedding<TKernels>(in pass, pass.Parameters, pass.Activations);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[256], &pass.Activations[1600], pass.Activations, &pass.Activations[16]);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[2480], &pass.Activations[2112], &pass.Activations[16], pass.Activations);
    Head<TKernels>(in pass, &pass.Parameters[4704], pass.Activations);
}

/// <summary>The token to the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* output)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]

    // Token embeddings and positions.
    if (pass.Team.Claim())
    {
        TKernels.Embedding16x8Positions4Row(
            tokenEmbeddingWeight, pass.Target.Tokens, &pass.Activations[1536], pass.Target.Positions, output, 0, 1);
    }

    pass.Team.Barrier();
}

/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* input)
    where TKernels : struct, IKernels
{
    float* outputWeight = parameters; // [11, 8]
    float* logits = &pass.Activations[32]; // [rows, 11]

    // Output.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16(input, outputWeight, logits, 0, 1);
    }

    pass.Team.Barrier();
}
