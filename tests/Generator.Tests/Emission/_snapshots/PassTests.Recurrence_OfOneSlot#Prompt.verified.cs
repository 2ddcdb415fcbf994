/// <summary>One layer for positions of slots, which their states go on by.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* state, float* input, float* output)
    where TKernels : struct, IKernels
{
    float* gruInputWeight = parameters; // [24, 8]
    float* gruInputBias = &parameters[768]; // [24]
    float* inputGates = &pass.Activations[384]; // [rows, 24]
    float* gruHiddenWeight = &parameters[816]; // [24, 8]
    float* gruHiddenBias = &parameters[1584]; // [24]
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
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x48BiasRows12(input, gruInputWeight, gruInputBias, inputGates, row, rows);
    }

    pass.Team.Barrier();

    // Recurrence and the residual.
    while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))
    {
        nint start = pass.Target.Starts[sequence];
        TKernels.RecurrentPrompt8BiasResidualRows12(
            inputGates, gruHiddenWeight, gruHiddenBias, input, recurrenceSum, &state[pass.Target.Sequences[start] * (nint)16],
            pass.Scratch, pass.Target.Sequences, pass.Target.Positions, start, pass.Target.Rows);
    }

    pass.Team.Barrier();

    // Gru norm; feed-forward up and relu; feed-forward down and the residual; feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNorm8Rows12(recurrenceSum, gruNormWeight, gruNormBias, gruNorm, row, rows);
        TKernels.Product16x32BiasReluRows12(gruNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows12(hidden, feedForwardDownWeight, feedForwardDownBias, gruNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8Rows12(feedForwardSum, feedForwardNormWeight, feedForwardNormBias, output, row, rows);
    }

    pass.Team.Barrier();
}
