/// <summary>The logits' gradient to the residual stream's.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Head<TKernels>(
    in PassContext pass, float* parameters, float* copies, float* gradients, float* activations, float* inputGradient)
    where TKernels : struct, IKernels
{
    float* logits = &activations[800]; // [sequences, 5]
    float* outputWeightTransposed = copies; // [5, 8]
    float* headDerivative = &activations[608]; // [sequences, 8]
    float* headGradient = &pass.Activations[3392]; // [sequences, 8]
    float* headDenseWeightTransposed = &copies[256]; // [8, 8]
    float* pooledGradient = &pass.Activations[3584]; // [sequences, 8]
    float* encoderFinalNormGradient = &pass.Activations[3776]; // [rows, 8]
    float* input = activations; // [rows, 8]
    float* encoderFinalNormWeight = parameters; // [8]
    float* outputWeightGradient = &gradients[304]; // [5, 8]
    float* head = &activations[416]; // [sequences, 8]
    float* headDenseWeightGradient = &gradients[32]; // [8, 8]
    float* pooled = &activations[224]; // [sequences, 8]
    float* headDenseBiasGradient = &gradients[288]; // [8]
    float* encoderFinalNormMean = &activations[192]; // [rows]
    float* encoderFinalNormInverseDeviation = &activations[208]; // [rows]
    float* encoderFinalNormWeightGradient = gradients; // [8]
    float* encoderFinalNormBiasGradient = &gradients[16]; // [8]

    // Through output; through head dense.
    while (pass.Team.Claim(pass.Pooled.Blocks, out int block))
    {
        nint row = (nint)block * pass.Pooled.BlockRows;
        nint rows = Math.Min(pass.Pooled.BlockRows, pass.Pooled.Rows - row);
        TKernels.Product16x16FactorRows12(logits, outputWeightTransposed, headDerivative, headGradient, row, rows);
        TKernels.Product16x16Rows12(headGradient, headDenseWeightTransposed, pooledGradient, row, rows);
    }

    pass.Team.Barrier();

    // Encoder final norm gradient, from that of the pooled rows; through encoder final norm.
    while (pass.Team.Claim(pass.Source.Blocks, out int block))
    {
        nint row = (nint)block * pass.Source.BlockRows;
        nint rows = Math.Min(pass.Source.BlockRows, pass.Source.Rows - row);
        TKernels.PoolMeanGradient8Rows12(
            pooledGradient, pass.Source.Sequences, pass.Source.Lengths, encoderFinalNormGradient, row, rows);
        TKernels.LayerNormGradient8Epsilon1em5Rows12(encoderFinalNormGradient, input, encoderFinalNormWeight, inputGradient, row, rows);
    }

    pass.Team.Barrier();

    // Gradients of the parameters.
    while (pass.Team.Claim(3, out int item))
    {
        // Output: 1 panel of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                head, &logits[panel * 192], &outputWeightGradient[panel * 256], 1, 1, 256, pass.Pooled.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Head dense: 1 panel of columns, 1 of rows.
        if (item < 1)
        {
            nint panel = item * 2;
            TKernels.WeightGradientNarrowRows12(
                pooled, &headGradient[panel * 192], &headDenseWeightGradient[panel * 256], 1, 1, 256, pass.Pooled.Rows,
                pass.AddsGradients);
            TKernels.BiasGradient(
                &headGradient[panel * 192], &headDenseBiasGradient[panel * 16], 1, 192, pass.Pooled.Rows, pass.AddsGradients);
            continue;
        }

        item -= 1;

        // Encoder final norm.
        if (item < 1)
        {
            TKernels.LayerNormParameterGradient(
                &encoderFinalNormGradient[item * (nint)192], &input[item * (nint)192], encoderFinalNormMean,
                encoderFinalNormInverseDeviation, &encoderFinalNormWeightGradient[item * 16], &encoderFinalNormBiasGradient[item * 16],
                pass.Source.Rows, pass.AddsGradients);
        }
    }

    pass.Team.Barrier();
}
