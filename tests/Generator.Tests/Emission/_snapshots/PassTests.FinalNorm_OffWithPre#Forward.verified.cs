/// <summary>The residual stream to logits and losses.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* outputWeight = parameters; // [11, 8]
    float* logits = &activations[192]; // [rows, 11]

    // Output; losses.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16Rows12(input, outputWeight, logits, row, rows);

        if (pass.TakesLoss)
        {
            TKernels.CrossEntropy11Rows12(logits, pass.Labels, pass.Losses, pass.TakesGradient, row, rows);
        }
    }

    pass.Team.Barrier();
}
