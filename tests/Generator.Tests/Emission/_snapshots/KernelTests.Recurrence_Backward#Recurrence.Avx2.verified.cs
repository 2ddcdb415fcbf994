/// <summary>
/// Sequences from their ends to the first row, up to 6 side by side, with states of 8 columns:
/// a step back of each sequence that has the row, then the gradient of the states before it: that of the gates times the transposed
/// weights.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RecurrenceGradient8Rows12(
    float* outputGradient, float* gates, float* previous, float* weights, float* inputGatesGradient, float* hiddenGatesGradient,
    float* scratch, int* starts, int* lengths, nint first, nint count)
{
    unchecked
    {
        float* stateGradient = scratch; // [6, 8]
        float* stepGradient = &scratch[192]; // [6, 3 x 8]
        new Span<float>(scratch, 768).Clear();
        nint steps = 0;

        for (nint sequence = first; sequence < first + count; sequence++)
        {
            steps = Math.Max(steps, lengths[sequence]);
        }

        for (nint step = steps - 1; step >= 0; step--)
        {
            for (nint sequence = first; sequence < first + count; sequence++)
            {
                if (step < lengths[sequence])
                {
                    nint at = (starts[sequence] + step) * 16;
                    nint of = (sequence - first) * 16;
                    RecurrentStepGradient8Rows12OfRows12(
                        &outputGradient[at], &gates[at], &previous[at], &stateGradient[of], &inputGatesGradient[at],
                        &hiddenGatesGradient[at], &stepGradient[of]);
                }
            }

            // Rows of sequences that end before the step are zero.
            Product48x16ResidualRows12(stepGradient, weights, stateGradient, stateGradient, 0, count);
        }
    }
}

/// <summary>
/// A step back of one row of 8 columns: with d = stateGradient + outputGradient and gates = [reset, update, candidate, q],
/// dn = d * (1 - update) * (1 - candidate^2), dz = d * (previous - candidate) * update * (1 - update), dr = dn * q * reset * (1 -
/// reset);
/// inputGatesGradient = [dr, dz, dn], hiddenGatesGradient = stepGradient = [dr, dz, dn * reset], stateGradient = d * update.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RecurrentStepGradient8Rows12OfRows12(
    float* outputGradient, float* gates, float* previous, float* stateGradient, float* inputGatesGradient, float* hiddenGatesGradient,
    float* stepGradient)
{
    unchecked
    {
        Vector256<float>* resetRow = (Vector256<float>*)gates;
        Vector256<float>* updateRow = (Vector256<float>*)&gates[192];
        Vector256<float>* candidateRow = (Vector256<float>*)&gates[384];
        Vector256<float>* hiddenRow = (Vector256<float>*)&gates[576];
        Vector256<float>* outputGradientRow = (Vector256<float>*)outputGradient;
        Vector256<float>* previousRow = (Vector256<float>*)previous;
        Vector256<float>* stateGradientRow = (Vector256<float>*)stateGradient;
        Vector256<float> d0 = stateGradientRow[0] + outputGradientRow[0];
        Vector256<float> d1 = stateGradientRow[1] + outputGradientRow[1];
        Vector256<float> reset0 = resetRow[0];
        Vector256<float> reset1 = resetRow[1];
        Vector256<float> update0 = updateRow[0];
        Vector256<float> update1 = updateRow[1];
        Vector256<float> candidate0 = candidateRow[0];
        Vector256<float> candidate1 = candidateRow[1];
        Vector256<float> hidden0 = hiddenRow[0];
        Vector256<float> hidden1 = hiddenRow[1];
        Vector256<float> rest0 = Broadcast(1f) - update0;
        Vector256<float> rest1 = Broadcast(1f) - update1;
        Vector256<float> slope0 = Vector256.FusedMultiplyAdd(-candidate0, candidate0, Broadcast(1f));
        Vector256<float> slope1 = Vector256.FusedMultiplyAdd(-candidate1, candidate1, Broadcast(1f));
        Vector256<float> dn0 = d0 * rest0 * slope0;
        Vector256<float> dn1 = d1 * rest1 * slope1;
        Vector256<float> difference0 = previousRow[0] - candidate0;
        Vector256<float> difference1 = previousRow[1] - candidate1;
        Vector256<float> dz0 = d0 * difference0 * (update0 * rest0);
        Vector256<float> dz1 = d1 * difference1 * (update1 * rest1);
        Vector256<float> dr0 = dn0 * hidden0 * (reset0 * (Broadcast(1f) - reset0));
        Vector256<float> dr1 = dn1 * hidden1 * (reset1 * (Broadcast(1f) - reset1));
        Vector256<float> dq0 = dn0 * reset0;
        Vector256<float> dq1 = dn1 * reset1;

        stateGradientRow[0] = d0 * update0;
        stateGradientRow[1] = d1 * update1;

        Vector256<float>* inputDrRow = (Vector256<float>*)inputGatesGradient;
        Vector256<float>* inputDzRow = (Vector256<float>*)&inputGatesGradient[192];
        Vector256<float>* inputDnRow = (Vector256<float>*)&inputGatesGradient[384];
        inputDrRow[0] = dr0;
        inputDrRow[1] = dr1;
        inputDzRow[0] = dz0;
        inputDzRow[1] = dz1;
        inputDnRow[0] = dn0;
        inputDnRow[1] = dn1;

        Vector256<float>* keptDrRow = (Vector256<float>*)hiddenGatesGradient;
        Vector256<float>* keptDzRow = (Vector256<float>*)&hiddenGatesGradient[192];
        Vector256<float>* keptDqRow = (Vector256<float>*)&hiddenGatesGradient[384];
        keptDrRow[0] = dr0;
        keptDrRow[1] = dr1;
        keptDzRow[0] = dz0;
        keptDzRow[1] = dz1;
        keptDqRow[0] = dq0;
        keptDqRow[1] = dq1;

        Vector256<float>* stepDrRow = (Vector256<float>*)stepGradient;
        Vector256<float>* stepDzRow = (Vector256<float>*)&stepGradient[192];
        Vector256<float>* stepDqRow = (Vector256<float>*)&stepGradient[384];
        stepDrRow[0] = dr0;
        stepDrRow[1] = dr1;
        stepDzRow[0] = dz0;
        stepDzRow[1] = dz1;
        stepDqRow[0] = dq0;
        stepDqRow[1] = dq1;
    }
}
