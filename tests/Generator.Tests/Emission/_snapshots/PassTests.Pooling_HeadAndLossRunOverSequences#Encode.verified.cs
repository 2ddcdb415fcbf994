/// <summary>The residual stream to logits.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* input)
    where TKernels : struct, IKernels
{
    float* encoderFinalNormWeight = parameters; // [8]
    float* encoderFinalNormBias = &parameters[16]; // [8]
    float* encoderFinalNorm = &pass.Activations[384]; // [rows, 8]
    float* pooled = &pass.Activations[576]; // [sequences, 8]
    float* headDenseWeight = &parameters[32]; // [8, 8]
    float* headDenseBias = &parameters[288]; // [8]
    float* head = &pass.Activations[768]; // [sequences, 8]
    float* outputWeight = &parameters[304]; // [5, 8]
    float* logits = &pass.Activations[960]; // [sequences, 5]

    // Encoder final norm.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.LayerNorm8Rows12(input, encoderFinalNormWeight, encoderFinalNormBias, encoderFinalNorm, row, rows);
    }

    pass.Team.Barrier();

    // The mean row of each sequence; head dense and tanh; output; logits by rows.
    while (pass.Team.Claim(pass.Pooled.Blocks, out int block))
    {
        nint row = (nint)block * pass.Pooled.BlockRows;
        nint rows = Math.Min(pass.Pooled.BlockRows, pass.Pooled.Rows - row);
        TKernels.PoolMean8Rows12(encoderFinalNorm, pass.Source.Starts, pass.Source.Lengths, pooled, row, rows);
        TKernels.Product16x16BiasTanhRows12(pooled, headDenseWeight, headDenseBias, head, row, rows);
        TKernels.Product16x16Rows12(head, outputWeight, logits, row, rows);
        TKernels.Unpack5Rows12(logits, &pass.Activations[1344], row, rows);
    }

    pass.Team.Barrier();
}
