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

/// <inheritdoc/>
public override void Execute(Team team, int worker)
{
    if (Avx512F.IsSupported && Avx512DQ.IsSupported)
    {
        Decode<Avx512Kernels>(team, this.Weights.Pointer, this.Copies.Pointer, this.State.Pointer, this.Token, this.Position);
    }
    else if (Avx2.IsSupported && Fma.IsSupported)
    {
        Decode<Avx2Kernels>(team, this.Weights.Pointer, this.Copies.Pointer, this.State.Pointer, this.Token, this.Position);
    }
    else if (AdvSimd.Arm64.IsSupported)
    {
        Decode<AdvSimdKernels>(team, this.Weights.Pointer, this.Copies.Pointer, this.State.Pointer, this.Token, this.Position);
    }
    else
    {
        Decode<PortableKernels>(team, this.Weights.Pointer, this.Copies.Pointer, this.State.Pointer, this.Token, this.Position);
    }
}
