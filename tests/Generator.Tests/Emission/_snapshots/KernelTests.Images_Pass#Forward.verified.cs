/// <summary>Pixels to the residual stream: patches, projected, and positions.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Embedding<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* patches = activations; // [rows, 27]
    float* patchProjectionWeight = parameters; // [20, 27]
    float* patchProjectionBias = &parameters[1024]; // [20]
    float* projectedPatches = &pass.Activations[18_784]; // [rows, 20]
    float* classTokenWeight = &parameters[1056]; // [20]
    float* positionEmbeddingWeight = &parameters[1088]; // [7, 20]
    float* embedded = &activations[1152]; // [rows, 20]

    // Patches; patch projection; class tokens and positions.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.Patches3x6x9By3Rows36(pass.Pixels, pass.Source.Sequences, pass.Source.Positions, patches, row, rows);
        TKernels.Product32x32BiasRows36(patches, patchProjectionWeight, patchProjectionBias, projectedPatches, row, rows);
        TKernels.PatchEmbedding20ClassTokenPositions16Rows36(
            projectedPatches, classTokenWeight, positionEmbeddingWeight, pass.Source.Positions, embedded, row, rows);
    }

    pass.Team.Barrier();
}
