/// <summary>The logits' gradient to the residual stream's.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* inputGradient)
    where TKernels : struct, IKernels
{
    float* logits = &activations[1728]; // [rows, 11]
    float* outputWeightTransposed = copies; // [11, 136]
    float* outputWeightGradient = gradients; // [11, 136]
    float* input = activations; // [rows, 136]
    float* outputBiasGradient = &gradients[2304]; // [11]

    // Through output.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x144Rows12(logits, outputWeightTransposed, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(3, out int item))
    {
        // Output: 1 panel of columns, 9 of rows.
        nint panel = item / 3 * 2;
        nint first = item % 3 * 4;
        TKernels.WeightGradientNarrowRows12(
            &input[first * 192], &logits[panel * 192], &outputWeightGradient[panel * 2304 + first * 256], Math.Min(4, 9 - first), 1,
            2304, pass.Target.Rows, pass.AddsGradients);

        if (first == 0)
        {
            TKernels.BiasGradient(&logits[panel * 192], &outputBiasGradient[panel * 16], 1, 192, pass.Target.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
