/// <summary>
/// Sequences from the first to their ends, up to 6 side by side, with states of 8 columns:
/// a product of the states with the weights, then a step of each sequence that has a row left.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void Recurrence8BiasResidualRows12(
    float* inputGates, float* weights, float* bias, float* residual, float* output, float* gates, float* previous, float* scratch,
    int* starts, int* lengths, nint first, nint count)
{
    unchecked
    {
        float* state = scratch; // [6, 8]
        float* hiddenGates = &scratch[192]; // [6, 3 x 8]
        new Span<float>(scratch, 768).Clear();
        nint steps = 0;

        for (nint sequence = first; sequence < first + count; sequence++)
        {
            steps = Math.Max(steps, lengths[sequence]);
        }

        for (nint step = 0; step < steps; step++)
        {
            Product16x48BiasRows12(state, weights, bias, hiddenGates, 0, count);

            for (nint sequence = first; sequence < first + count; sequence++)
            {
                if (step < lengths[sequence])
                {
                    nint at = (starts[sequence] + step) * 16;
                    nint of = (sequence - first) * 16;
                    RecurrentStep8ResidualKeptRows12OfRows12ToRows12(
                        &inputGates[at], &hiddenGates[of], &state[of], &state[of], &residual[at], &output[at], &gates[at],
                        &previous[at]);
                }
            }
        }
    }
}

/// <summary>
/// A step of one row of 8 columns: reset = sigmoid(r + a), update = sigmoid(z + b), candidate = tanh(n + reset * q),
/// state = candidate + update * (before - candidate), with inputGates = [r, z, n] and hiddenGates = [a, b, q]; output = state +
/// residual.
/// Kept for the backward pass: gates = [reset, update, candidate, q] and previous = before.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RecurrentStep8ResidualKeptRows12OfRows12ToRows12(
    float* inputGates, float* hiddenGates, float* before, float* state, float* residual, float* output, float* gates, float* previous)
{
    unchecked
    {
        Vector256<float>* rRow = (Vector256<float>*)inputGates;
        Vector256<float>* zRow = (Vector256<float>*)&inputGates[192];
        Vector256<float>* nRow = (Vector256<float>*)&inputGates[384];
        Vector256<float>* aRow = (Vector256<float>*)hiddenGates;
        Vector256<float>* bRow = (Vector256<float>*)&hiddenGates[192];
        Vector256<float>* qRow = (Vector256<float>*)&hiddenGates[384];
        Vector256<float>* beforeRow = (Vector256<float>*)before;
        Vector256<float> reset0 = Sigmoid(rRow[0] + aRow[0]);
        Vector256<float> reset1 = Sigmoid(rRow[1] + aRow[1]);
        Vector256<float> update0 = Sigmoid(zRow[0] + bRow[0]);
        Vector256<float> update1 = Sigmoid(zRow[1] + bRow[1]);
        Vector256<float> hidden0 = qRow[0];
        Vector256<float> hidden1 = qRow[1];
        Vector256<float> candidate0 = Tanh(Vector256.FusedMultiplyAdd(reset0, hidden0, nRow[0]));
        Vector256<float> candidate1 = Tanh(Vector256.FusedMultiplyAdd(reset1, hidden1, nRow[1]));
        Vector256<float> old0 = beforeRow[0];
        Vector256<float> old1 = beforeRow[1];
        Vector256<float> new0 = Vector256.FusedMultiplyAdd(update0, old0 - candidate0, candidate0);
        Vector256<float> new1 = Vector256.FusedMultiplyAdd(update1, old1 - candidate1, candidate1);

        Vector256<float>* stateRow = (Vector256<float>*)state;
        Vector256<float>* outputRow = (Vector256<float>*)output;
        stateRow[0] = new0;
        stateRow[1] = new1;
        Vector256<float>* residualRow = (Vector256<float>*)residual;
        outputRow[0] = new0 + residualRow[0];
        outputRow[1] = new1 + residualRow[1];

        Vector256<float>* keptResetRow = (Vector256<float>*)gates;
        Vector256<float>* keptUpdateRow = (Vector256<float>*)&gates[192];
        Vector256<float>* keptCandidateRow = (Vector256<float>*)&gates[384];
        Vector256<float>* keptHiddenRow = (Vector256<float>*)&gates[576];
        Vector256<float>* previousRow = (Vector256<float>*)previous;
        keptResetRow[0] = reset0;
        keptResetRow[1] = reset1;
        keptUpdateRow[0] = update0;
        keptUpdateRow[1] = update1;
        keptCandidateRow[0] = candidate0;
        keptCandidateRow[1] = candidate1;
        keptHiddenRow[0] = hidden0;
        keptHiddenRow[1] = hidden1;
        previousRow[0] = old0;
        previousRow[1] = old1;
    }
}

/// <summary>
/// The rows of a slot, from the given one to the last that follows it, with a state of 8 columns that starts from zero at position 0.
/// A run of a slot that goes on from the run before is left to whoever has that one.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void RecurrentPrompt8BiasResidualRows12(
    float* inputGates, float* weights, float* bias, float* residual, float* output, float* state, float* scratch, int* slots,
    int* positions, nint row, nint rows)
{
    unchecked
    {
        int slot = slots[row];

        if (row > 0 && slots[row - 1] == slot)
        {
            return;
        }

        if (positions[row] == 0)
        {
            new Span<float>(state, 16).Clear();
        }

        for (; row < rows && slots[row] == slot; row++)
        {
            nint at = row * 16;
            RowProduct16Bias(state, weights, bias, scratch, 0, 3);
            RecurrentStep8ResidualRows12OfRowToRow(&inputGates[at], scratch, state, state, &residual[at], &output[at]);
        }
    }
}
