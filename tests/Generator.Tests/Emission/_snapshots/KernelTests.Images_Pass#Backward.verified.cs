/// <summary>The residual stream's gradient to the projection of patches and to positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient)
    where TKernels : struct, IKernels
{
    float* projectedPatchesGradient = &pass.Activations[18_784]; // [rows, 20]
    float* classTokenWeightGradient = &gradients[1056]; // [20]
    float* positionEmbeddingWeightGradient = &gradients[1088]; // [7, 20]
    float* patchProjectionWeightGradient = gradients; // [20, 27]
    float* patches = activations; // [rows, 27]
    float* patchProjectionBiasGradient = &gradients[1024]; // [20]

    // Projected patches gradient.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.PatchEmbeddingGradient20Rows36(outputGradient, pass.Source.Positions, projectedPatchesGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(5, out int item))
    {
        // Class token.
        if (item < 2)
        {
            TKernels.ClassTokenGradient(
                &outputGradient[item * (nint)576], pass.Source.Starts, &classTokenWeightGradient[item * 16], pass.Source.SequenceCount,
                pass.AddsGradients);
            continue;
        }

        item -= 2;

        // Position embedding.
        if (item < 2)
        {
            TKernels.EmbeddingGradient(
                &outputGradient[item * (nint)576], pass.Source.Positions, &positionEmbeddingWeightGradient[item * (nint)256], 16,
                pass.Source.Rows, pass.AddsGradients);
            continue;
        }

        item -= 2;

        // Patch projection: 2 panels of columns, 2 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows36(
                patches, &projectedPatchesGradient[panel * 576], &patchProjectionWeightGradient[panel * 512], 2, 2, 512,
                pass.Source.Rows, pass.AddsGradients);
            TKernels.BiasGradient(
                &projectedPatchesGradient[panel * 576], &patchProjectionBiasGradient[panel * 16], 2, 576, pass.Source.Rows,
                pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
