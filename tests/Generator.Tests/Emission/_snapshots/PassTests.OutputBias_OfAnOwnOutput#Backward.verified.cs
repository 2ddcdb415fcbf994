/// <summary>The logits' gradient to the residual stream's.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* inputGradient)
    where TKernels : struct, IKernels
{
    float* logits = &activations[192]; // [rows, 11]
    float* outputWeightTransposed = copies; // [11, 8]
    float* outputWeightGradient = gradients; // [11, 8]
    float* input = activations; // [rows, 8]
    float* outputBiasGradient = &gradients[256]; // [11]

    // Through output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x16Rows12(logits, outputWeightTransposed, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(1, out int item))
    {
        // Output: 1 panel of columns, 1 of rows.
        nint panel = item * 2;
        TKernels.WeightGradientNarrowRows12(
            input, &logits[panel * 192], &outputWeightGradient[panel * 256], 1, 1, 256, pass.Target.Rows, pass.AddsGradients);
        TKernels.BiasGradient(&logits[panel * 192], &outputBiasGradient[panel * 16], 1, 192, pass.Target.Rows, pass.AddsGradients);
    }

    pass.Team.Barrier();
}
