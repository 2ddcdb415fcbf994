/// <summary>The residual stream to logits and losses.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* decoderFinalNormWeight = parameters; // [8]
    float* decoderFinalNormBias = &parameters[16]; // [8]
    float* decoderFinalNorm = &activations[192]; // [rows, 8]
    float* decoderFinalNormMean = &activations[384]; // [rows]
    float* decoderFinalNormInverseDeviation = &activations[400]; // [rows]
    float* outputWeight = &parameters[32]; // [11, 8]
    float* logits = &activations[416]; // [rows, 11]

    // Decoder final norm; output; losses.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNorm8StatisticsRows12(
            input, decoderFinalNormWeight, decoderFinalNormBias, decoderFinalNorm, decoderFinalNormMean,
            decoderFinalNormInverseDeviation, row, rows);
        TKernels.Product16x16Rows12(decoderFinalNorm, outputWeight, logits, row, rows);

        if (pass.TakesLoss)
        {
            TKernels.CrossEntropy11Rows12(logits, pass.Labels, pass.Losses, pass.TakesGradient, row, rows);
        }
    }

    pass.Team.Barrier();
}
