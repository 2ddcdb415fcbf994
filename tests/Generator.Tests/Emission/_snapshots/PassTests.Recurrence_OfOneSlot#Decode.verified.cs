/// <summary>One layer for one position, which the state goes on by.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* state, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* gruInputWeight = parameters; // [24, 8]
    float* gruInputBias = &parameters[768]; // [24]
    float* inputGates = &pass.Activations[32]; // [rows, 24]
    float* previous = &pass.Activations[144]; // [rows, 8]
    float* gruHiddenWeight = &parameters[816]; // [24, 8]
    float* gruHiddenBias = &parameters[1584]; // [24]
    float* hiddenGates = &pass.Activations[80]; // [rows, 24]
    float* recurrenceSum = &pass.Activations[128]; // [rows, 8]
    float* gruNormWeight = &parameters[1632]; // [8]
    float* gruNormBias = &parameters[1648]; // [8]
    float* gruNorm = &pass.Activations[64]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[1664]; // [32, 8]
    float* feedForwardUpBias = &parameters[2176]; // [32]
    float* hidden = &pass.Activations[32]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[2208]; // [8, 32]
    float* feedForwardDownBias = &parameters[2720]; // [8]
    float* feedForwardSum = &pass.Activations[80]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2736]; // [8]
    float* feedForwardNormBias = &parameters[2752]; // [8]

    // Gru input.
    while (pass.Team.Claim(3, 2, out int panel, out int panels))
    {
        TKernels.RowProduct16Bias(input, gruInputWeight, gruInputBias, inputGates, panel, panels);
    }

    pass.Team.Barrier();

    // Recurrence and the residual.
    if (pass.Team.Claim())
    {
        TKernels.RecurrentStart8Row(state, previous, pass.Target.Positions[0]);
    }

    pass.Team.Barrier();

    while (pass.Team.Claim(3, 2, out int panel, out int panels))
    {
        TKernels.RowProduct16Bias(previous, gruHiddenWeight, gruHiddenBias, hiddenGates, panel, panels);
    }

    pass.Team.Barrier();

    if (pass.Team.Claim())
    {
        TKernels.RecurrentStep8ResidualRowOfRowToRow(inputGates, hiddenGates, previous, state, input, recurrenceSum);
    }

    pass.Team.Barrier();

    // Gru norm.
    if (pass.Team.Claim())
    {
        TKernels.LayerNorm8Row(recurrenceSum, gruNormWeight, gruNormBias, gruNorm, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward up and relu.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct16BiasRelu(gruNorm, feedForwardUpWeight, feedForwardUpBias, hidden, 0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward down and the residual.
    if (pass.Team.Claim())
    {
        TKernels.RowProduct32BiasResidual(hidden, feedForwardDownWeight, feedForwardDownBias, gruNorm, feedForwardSum, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    if (pass.Team.Claim())
    {
        TKernels.LayerNorm8Row(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, 0, 1);
    }

    pass.Team.Barrier();
}
