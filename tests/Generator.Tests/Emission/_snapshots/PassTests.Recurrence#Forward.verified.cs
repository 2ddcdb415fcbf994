/// <summary>One layer: a gated recurrent unit and feed-forward, each around the residual stream.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(in PassContext pass, float* parameters, float* activations)
    where TKernels : struct, IKernels
{
    float* input = activations; // [rows, 8]
    float* gruInputWeight = parameters; // [24, 8]
    float* gruInputBias = &parameters[768]; // [24]
    float* inputGates = &pass.Activations[2944]; // [rows, 24]
    float* gruHiddenWeight = &parameters[816]; // [24, 8]
    float* gruHiddenBias = &parameters[1584]; // [24]
    float* recurrenceSum = &activations[192]; // [rows, 8]
    float* gates = &activations[576]; // [rows, 32]
    float* previous = &activations[384]; // [rows, 8]
    float* gruNormWeight = &parameters[1632]; // [8]
    float* gruNormBias = &parameters[1648]; // [8]
    float* gruNorm = &activations[1344]; // [rows, 8]
    float* gruNormMean = &activations[1536]; // [rows]
    float* gruNormInverseDeviation = &activations[1552]; // [rows]
    float* feedForwardUpWeight = &parameters[1664]; // [32, 8]
    float* feedForwardUpBias = &parameters[2176]; // [32]
    float* hidden = &activations[1568]; // [rows, 32]
    float* feedForwardDownWeight = &parameters[2208]; // [8, 32]
    float* feedForwardDownBias = &parameters[2720]; // [8]
    float* feedForwardSum = &activations[1952]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2736]; // [8]
    float* feedForwardNormBias = &parameters[2752]; // [8]
    float* feedForwardNorm = &activations[2176]; // [rows, 8]
    float* feedForwardNormMean = &activations[2144]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2160]; // [rows]

    // Gru input.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product16x48BiasRows12(input, gruInputWeight, gruInputBias, inputGates, row, rows);
    }

    pass.Team.Barrier();

    // Recurrence and the residual.
    while (pass.Team.Claim((pass.Target.SequenceCount + 5) / 6, out int group))
    {
        nint first = (nint)group * 6;
        nint count = Math.Min(6, pass.Target.SequenceCount - first);
        TKernels.Recurrence8BiasResidualRows12(
            inputGates, gruHiddenWeight, gruHiddenBias, input, recurrenceSum, gates, previous, pass.Scratch, pass.Target.Starts,
            pass.Target.Lengths, first, count);
    }

    pass.Team.Barrier();

    // Gru norm; feed-forward up and relu; feed-forward down and the residual; feed-forward norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNorm8StatisticsRows12(
            recurrenceSum, gruNormWeight, gruNormBias, gruNorm, gruNormMean, gruNormInverseDeviation, row, rows);
        TKernels.Product16x32BiasReluRows12(gruNorm, feedForwardUpWeight, feedForwardUpBias, hidden, row, rows);
        TKernels.Product32x16BiasResidualRows12(hidden, feedForwardDownWeight, feedForwardDownBias, gruNorm, feedForwardSum, row, rows);
        TKernels.LayerNorm8StatisticsRows12(
            feedForwardSum, feedForwardNormWeight, feedForwardNormBias, feedForwardNorm, feedForwardNormMean,
            feedForwardNormInverseDeviation, row, rows);
    }

    pass.Team.Barrier();
}
