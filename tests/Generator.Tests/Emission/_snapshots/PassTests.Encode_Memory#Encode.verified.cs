/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    Run<Avx2Kernels>(in pass);
}

/// <summary>
/// Source sequences through the encoder, whose output every decoder layer turns into the keys and values of its cross-attention.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    EncoderEmbedding<TKernels>(in pass, pass.Parameters, pass.Activations);
    EncoderLayer<TKernels>(in pass, &pass.Parameters[256], pass.Activations, &pass.Activations[192]);
    DecoderLayerMemory<TKernels>(in pass, &pass.Parameters[3808], &pass.Activations[192], &pass.Activations[3008]);
}

/// <summary>The encoder's output to the keys and values of a decoder layer's cross-attention.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayerMemory<TKernels>(in PassContext pass, float* parameters, float* memory, float* memoryCache)
    where TKernels : struct, IKernels
{
    float* crossAttentionKeyValueWeight = &parameters[2736]; // [8, 8], [8, 8]
    float* crossAttentionKeyValueBias = &parameters[3760]; // [8], [8]
    float* crossKeyValue = &pass.Activations[384]; // [rows, 64]

    // Cross-attention key and value.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.Product16x64BiasRows12(memory, crossAttentionKeyValueWeight, crossAttentionKeyValueBias, crossKeyValue, row, rows);
    }

    pass.Team.Barrier();

    // Keys and values to their caches.
    while (pass.Team.Claim(pass.Source.SequenceCount * 2, out int item))
    {
        nint sequence = item / 2;
        nint head = item % 2;
        nint start = (nint)pass.Source.Starts[sequence] * 16;
        float* keys = &memoryCache[sequence * (nint)1024 + head * (nint)512];
        TKernels.CacheRows16x16Positions16Rows12(
            &crossKeyValue[head * 192 + start], &crossKeyValue[384 + head * 192 + start], keys, &keys[256], 0,
            pass.Source.Lengths[sequence]);
    }

    pass.Team.Barrier();
}
