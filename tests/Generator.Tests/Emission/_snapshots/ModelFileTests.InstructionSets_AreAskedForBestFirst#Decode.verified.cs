/// <summary>The pass with the best kernels that the processor has.</summary>
public static void Run(in PassContext pass)
{
    if (Avx512F.IsSupported && Avx512DQ.IsSupported)
    {
        Run<Avx512Kernels>(in pass);
    }
    else if (Avx2.IsSupported && Fma.IsSupported)
    {
        Run<Avx2Kernels>(in pass);
    }
    else if (AdvSimd.Arm64.IsSupported)
    {
        Run<AdvSimdKernels>(in pass);
    }
    else
    {
        Run<PortableKernels>(in pass);
    }
}

/// <summary>One token through every block; the residual stream changes between two buffers.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Run<TKernels>(in PassContext pass)
    where TKernels : struct, IKernels
{
    Embedding<TKernels>(in pass, pass.Parameters, pass.Activations);
    DecoderLayer<TKernels>(in pass, &pass.Parameters[256], &pass.Activations[1600], pass.Activations, &pass.Activations[16]);
    Head<TKernels>(in pass, &pass.Parameters[2480], &pass.Activations[16]);
}
