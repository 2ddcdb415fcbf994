/// <summary>One layer for the next position of every slot, which the state goes on by.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* state, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* gruInputWeight = parameters; // [24, 8]
    float* gruInputBias = &parameters[768]; // [24]
    float* inputGates = &pass.Activations[384]; // [rows, 24]
    float* previous = &pass.Activations[1728]; // [rows, 8]
    float* gruHiddenWeight = &parameters[816]; // [24, 8]
    float* gruHiddenBias = &parameters[1584]; // [24]
    float* hiddenGates = &pass.Activations[960]; // [rows, 24]
    float* recurrenceSum = &pass.Activations[1536]; // [rows, 8]
    float* gruNormWeight = &parameters[1632]; // [8]
    float* gruNormBias = &parameters[1648]; // [8]
    float* gruNorm = &pass.Activations[768]; // [rows, 8]
    float* feedForwardUpWeight = &parameters[1664]; // [32, 8]
    float* feedForwardUpBias = &parameters[2176]; // [32]
    float* hidden = &pass.Activations[384]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[2208]; // [8, 32]
    float* feedForwardDownBias = &parameters[2720]; // [8]
    float* feedForwardSum = &pass.Activations[960]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2736]; // [8]
    float* feedForwardNormBias = &parameters[2752]; // [8]

    // Gru input.
    if (pass.Team.Claim())
    {
        TKernels.Product16BiasRows12(input, gruInputWeight, gruInputBias, inputGates, 0, pass.Target.Rows, 0, 3);
    }

    pass.Team.Barrier();

    // Recurrence and the residual.
    while (pass.Team.Claim(pass.Target.Rows, out int row))
    {
        TKernels.RecurrentStart8Rows12(&state[pass.Target.Sequences[row] * (nint)16], &previous[row * 16], pass.Target.Positions[row]);
    }

    pass.Team.Barrier();

    if (pass.Team.Claim())
    {
        TKernels.Product16BiasRows12(previous, gruHiddenWeight, gruHiddenBias, hiddenGates, 0, pass.Target.Rows, 0, 3);
    }

    pass.Team.Barrier();

    while (pass.Team.Claim(pass.Target.Rows, out int row))
    {
        TKernels.RecurrentStep8ResidualRows12OfRows12ToRow(
            &inputGates[row * 16], &hiddenGates[row * 16], &previous[row * 16], &state[pass.Target.Sequences[row] * (nint)16],
            &input[row * 16], &recurrenceSum[row * 16]);
    }

    pass.Team.Barrier();

    // Gru norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows12(recurrenceSum, gruNormWeight, gruNormBias, gruNorm, row, rows);
    }

    pass.Team.Barrier();

    // Feed-forward up and relu.
    if (pass.Team.Claim())
    {
        TKernels.Product16BiasReluRows12(gruNorm, feedForwardUpWeight, feedForwardUpBias, hidden, 0, pass.Target.Rows, 0, 2);
    }

    pass.Team.Barrier();

    // Feed-forward down and the residual.
    if (pass.Team.Claim())
    {
        TKernels.Product32BiasResidualRows12(
            hidden, feedForwardDownWeight, feedForwardDownBias, gruNorm, feedForwardSum, 0, pass.Target.Rows, 0, 1);
    }

    pass.Team.Barrier();

    // Feed-forward norm.
    while (pass.Team.Claim((pass.Target.Rows + 11) / 12, out int block))
    {
        nint row = (nint)block * 12;
        nint rows = Math.Min(12, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows12(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
