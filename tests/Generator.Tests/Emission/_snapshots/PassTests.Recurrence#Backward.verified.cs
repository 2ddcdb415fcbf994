/// <summary>One layer backward: from the gradient of its output to that of its input and of its parameters.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void DecoderLayer<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* outputGradient,
    float* inputGradient)
    where TKernels : struct, IKernels
{
    float* feedForwardSum = &activations[1952]; // [rows, 8]
    float* feedForwardNormWeight = &parameters[2736]; // [8]
    float* feedForwardSumGradient = &pass.Activations[4480]; // [rows, 8]
    float* feedForwardDownWeightTransposed = copies; // [8, 32]
    float* hidden = &activations[1568]; // [rows, 32]
    float* hiddenGradient = &pass.Activations[4096]; // [rows, 32]
    float* feedForwardUpWeightTransposed = &copies[512]; // [32, 8]
    float* gruNormGradient = &pass.Activations[4672]; // [rows, 8]
    float* recurrenceSum = &activations[192]; // [rows, 8]
    float* gruNormWeight = &parameters[1632]; // [8]
    float* recurrenceSumGradient = &pass.Activations[4864]; // [rows, 8]
    float* gates = &activations[576]; // [rows, 32]
    float* previous = &activations[384]; // [rows, 8]
    float* gruHiddenWeightTransposed = &copies[1024]; // [24, 8]
    float* inputGatesGradient = &pass.Activations[2944]; // [rows, 24]
    float* hiddenGatesGradient = &pass.Activations[3520]; // [rows, 24]
    float* gruInputWeightTransposed = &copies[1792]; // [24, 8]
    float* feedForwardNormMean = &activations[2144]; // [rows]
    float* feedForwardNormInverseDeviation = &activations[2160]; // [rows]
    float* feedForwardNormWeightGradient = &gradients[2736]; // [8]
    float* feedForwardNormBiasGradient = &gradients[2752]; // [8]
    float* feedForwardDownWeightGradient = &gradients[2208]; // [8, 32]
    float* feedForwardDownBiasGradient = &gradients[2720]; // [8]
    float* feedForwardUpWeightGradient = &gradients[1664]; // [32, 8]
    float* gruNorm = &activations[1344]; // [rows, 8]
    float* feedForwardUpBiasGradient = &gradients[2176]; // [32]
    float* gruNormMean = &activations[1536]; // [rows]
    float* gruNormInverseDeviation = &activations[1552]; // [rows]
    float* gruNormWeightGradient = &gradients[1632]; // [8]
    float* gruNormBiasGradient = &gradients[1648]; // [8]
    float* gruHiddenWeightGradient = &gradients[816]; // [24, 8]
    float* gruHiddenBiasGradient = &gradients[1584]; // [24]
    float* gruInputWeightGradient = gradients; // [24, 8]
    float* input = activations; // [rows, 8]
    float* gruInputBiasGradient = &gradients[768]; // [24]

    // Through feed-forward norm; through feed-forward down; through feed-forward up; through gru norm.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(
            outputGradient, feedForwardSum, feedForwardNormWeight, feedForwardSumGradient, row, rows);
        TKernels.Product16x32ReluGradientRows12(
            feedForwardSumGradient, feedForwardDownWeightTransposed, hidden, hiddenGradient, row, rows);
        TKernels.Product32x16ResidualRows12(
            hiddenGradient, feedForwardUpWeightTransposed, feedForwardSumGradient, gruNormGradient, row, rows);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(gruNormGradient, recurrenceSum, gruNormWeight, recurrenceSumGradient, row, rows);
    }

    pass.Team.Barrier();

    // Through the recurrence.
    while (pass.Team.Claim((pass.Target.SequenceCount + 5) / 6, out int group))
    {
        nint first = (nint)group * 6;
        nint count = Math.Min(6, pass.Target.SequenceCount - first);
        TKernels.RecurrenceGradient8Rows12(
            recurrenceSumGradient, gates, previous, gruHiddenWeightTransposed, inputGatesGradient, hiddenGatesGradient, pass.Scratch,
            pass.Target.Starts, pass.Target.Lengths, first, count);
    }

    pass.Team.Barrier();

    // Through gru input.
    while (pass.Team.Claim(pass.Target.Blocks, out int block))
    {
        nint row = (nint)block * pass.Target.BlockRows;
        nint rows = Math.Min(pass.Target.BlockRows, pass.Target.Rows - row);
        TKernels.Product48x16ResidualRows12(
            inputGatesGradient, gruInputWeightTransposed, recurrenceSumGradient, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(8, out int item))
    {
        // Feed-forward norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &outputGradient[item * (nint)192], &feedForwardSum[item * (nint)192], feedForwardNormMean,
                feedForwardNormInverseDeviation, &feedForwardNormWeightGradient[item * 16], &feedForwardNormBiasGradient[item * 16],
                pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward down: 1 panel of columns, 2 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                hidden, &feedForwardSumGradient[panel * 192], &feedForwardDownWeightGradient[panel * 512], 2, 1, 512, pass.Target.Rows,
                pass.AddsGradients);
            TKernels.BiasGradient(
                &feedForwardSumGradient[panel * 192], &feedForwardDownBiasGradient[panel * 16], 1, 192, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Feed-forward up: 2 panels of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                gruNorm, &hiddenGradient[panel * 192], &feedForwardUpWeightGradient[panel * 256], 1, 2, 256, pass.Target.Rows,
                pass.AddsGradients);
            TKernels.BiasGradient(
                &hiddenGradient[panel * 192], &feedForwardUpBiasGradient[panel * 16], 2, 192, pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Gru norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &gruNormGradient[item * (nint)192], &recurrenceSum[item * (nint)192], gruNormMean, gruNormInverseDeviation,
                &gruNormWeightGradient[item * 16], &gruNormBiasGradient[item * 16], pass.Target.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Gru hidden: 3 panels of columns, 1 of rows.
        if (item < 2)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                previous, &hiddenGatesGradient[panel * 192], &gruHiddenWeightGradient[panel * 256], 1, Math.Min(2, 3 - panel), 256,
                pass.Target.Rows, pass.AddsGradients);
            TKernels.BiasGradient(
                &hiddenGatesGradient[panel * 192], &gruHiddenBiasGradient[panel * 16], Math.Min(2, 3 - panel), 192, pass.Target.Rows,
                pass.AddsGradients);
            continue;
        }

        item -= 2;

        // Gru input: 3 panels of columns, 1 of rows.
        if (item < 2)
        {
            nint panel = item * 2;
            TKernels.WeightGradientRows12(
                input, &inputGatesGradient[panel * 192], &gruInputWeightGradient[panel * 256], 1, Math.Min(2, 3 - panel), 256,
                pass.Target.Rows, pass.AddsGradients);
            TKernels.BiasGradient(
                &inputGatesGradient[panel * 192], &gruInputBiasGradient[panel * 16], Math.Min(2, 3 - panel), 192, pass.Target.Rows,
                pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
