/// <inheritdoc/>
protected override void Execute(in PassContext context)
{
    if (Avx512F.IsSupported && Avx512DQ.IsSupported)
    {
        Run<Avx512Kernels>(in context);
    }
    else if (Avx2.IsSupported && Fma.IsSupported)
    {
        Run<Avx2Kernels>(in context);
    }
    else if (AdvSimd.Arm64.IsSupported)
    {
        Run<AdvSimdKernels>(in context);
    }
    else
    {
        Run<PortableKernels>(in context);
    }
}
