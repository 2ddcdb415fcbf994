/// <summary>One token through every block; the residual stream changes between two buffers.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Decode<TKernels>(Team team, float* weights, float* copies, float* state, int token, int position)
    where TKernels : struct, IKernels
{
    Embedding<TKernels>(team, weights, copies, weights, state, state, token, position);
    DecoderLayer<TKernels>(team, weights, copies, weights + 256, state, state + 208, state, state + 16, token, position);
    DecoderLayer<TKernels>(team, weights, copies, weights + 2480, state, state + 720, state + 16, state, token, position);
    Head<TKernels>(team, weights, copies, weights + 4704, state, state, token, position);
}

/// <summary>The token to the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(
    Team team, float* weights, float* copies, float* parameters, float* state, float* output, int token, int position)
    where TKernels : struct, IKernels
{
    float* tokenEmbeddingWeight = parameters; // [11, 8]

    // Token embeddings and positions.
    if (team.Claim(1, out _))
    {
        TKernels.Embedding16x8Row(tokenEmbeddingWeight, &token, state + 144, &position, output, 0, 1);
    }

    team.Barrier();
}

/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    Team team, float* weights, float* copies, float* parameters, float* state, float* input, int token, int position)
    where TKernels : struct, IKernels
{
    float* outputWeight = parameters; // [11, 8]
    float* logits = state + 112; // [rows, 11]

    // Output.
    if (team.Claim(1, out _))
    {
        TKernels.RowProduct16(input, outputWeight, logits, 0, 1);
    }

    team.Barrier();
}
