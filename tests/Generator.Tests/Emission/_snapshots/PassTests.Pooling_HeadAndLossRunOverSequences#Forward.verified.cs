/// <summary>The residual stream to logits and losses.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* encoderFinalNormWeight = parameters; // [8]
    float* encoderFinalNormBias = &parameters[16]; // [8]
    float* encoderFinalNorm = &pass.Activations[3392]; // [rows, 8]
    float* encoderFinalNormMean = &activations[192]; // [rows]
    float* encoderFinalNormInverseDeviation = &activations[208]; // [rows]
    float* pooled = &activations[224]; // [sequences, 8]
    float* headDenseWeight = &parameters[32]; // [8, 8]
    float* headDenseBias = &parameters[288]; // [8]
    float* headDerivative = &activations[608]; // [sequences, 8]
    float* head = &activations[416]; // [sequences, 8]
    float* outputWeight = &parameters[304]; // [5, 8]
    float* logits = &activations[800]; // [sequences, 5]

    // Encoder final norm.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.LayerNorm8StatisticsRows12(
            input, encoderFinalNormWeight, encoderFinalNormBias, encoderFinalNorm, encoderFinalNormMean,
            encoderFinalNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();

    // The mean row of each sequence; head dense and tanh; output; losses.
    while (pass.Team.Claim(pass.Pooled.Blocks, out int block))
    {
        nint row = (nint)block * pass.Pooled.BlockRows;
        nint rows = Math.Min(pass.Pooled.BlockRows, pass.Pooled.Rows - row);
        TKernels.PoolMean8Rows12(encoderFinalNorm, pass.Source.Starts, pass.Source.Lengths, pooled, row, rows);

        if (pass.TakesGradient)
        {
            TKernels.Product16x16BiasTanhAndDerivativeRows12(pooled, headDenseWeight, headDenseBias, headDerivative, head, row, rows);
        }
        else
        {
            TKernels.Product16x16BiasTanhRows12(pooled, headDenseWeight, headDenseBias, head, row, rows);
        }

        TKernels.Product16x16Rows12(head, outputWeight, logits, row, rows);

        if (pass.TakesLoss)
        {
            TKernels.CrossEntropy5Rows12(logits, pass.Labels, pass.Losses, pass.TakesGradient, row, rows);
        }
    }

    pass.Team.Barrier();
}
