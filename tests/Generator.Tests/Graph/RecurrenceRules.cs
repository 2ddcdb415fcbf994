using System;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <summary>
/// A gated recurrent unit and its gradient, sequence by sequence and row by row: r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z likewise,
/// n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h' = (1 - z) n + z h.
/// </summary>
internal static class RecurrenceRules
{
    public static void RunForward(InterpreterFrame frame, Recurrence node)
    {
        Matrix input = frame.Values[node.InputGates];
        Matrix? residual = node.Residual is null ? null : frame.Values[node.Residual];
        Matrix output = frame.Create(node.Output);
        Matrix previous = frame.Create(node.Previous);
        Matrix? gates = node.Gates is null ? null : frame.Create(node.Gates);
        Matrix? hiddenGates = node.HiddenGates is null ? null : frame.Create(node.HiddenGates);
        int size = node.Output.Columns.Count;
        int padded = node.Output.Columns.Padded;

        EachRow(frame, node.Output, isBackward: false, (row, state) =>
        {
            double[] before = [.. state];
            double[] hidden = Multiply(frame, node, before);

            for (int column = 0; column < size; column++)
            {
                (double a, double b, double q) = (hidden[column], hidden[size + column], hidden[(2 * size) + column]);
                double reset = Sigmoid(input[row, column] + a);
                double update = Sigmoid(input[row, padded + column] + b);
                double candidate = Math.Tanh(input[row, (2 * padded) + column] + (reset * q));
                state[column] = ((1 - update) * candidate) + (update * before[column]);
                output[row, column] = state[column] + (residual?[row, column] ?? 0);
                previous[row, column] = before[column];
                Keep(gates, row, column, padded, [reset, update, candidate, q]);
                Keep(hiddenGates, row, column, padded, [a, b, q]);
            }
        });
    }

    public static void RunBackward(InterpreterFrame frame, RecurrenceGradient node)
    {
        Recurrence forward = node.Forward;
        Matrix outputGradient = frame.Values[node.OutputGradient];
        Matrix gates = frame.Values[forward.Gates!];
        Matrix previous = frame.Values[forward.Previous];
        Matrix inputGradient = frame.Create(node.InputGatesGradient);
        Matrix hiddenGradient = frame.Create(node.HiddenGatesGradient);
        double[] weight = frame.Parameter(forward.Weight);
        int size = forward.Output.Columns.Count;
        int padded = forward.Output.Columns.Padded;

        EachRow(frame, forward.Output, isBackward: true, (row, stateGradient) =>
        {
            double[] hidden = new double[3 * size];

            for (int column = 0; column < size; column++)
            {
                double[] gate = [.. Enumerable.Range(0, 4).Select(gate => gates[row, (gate * padded) + column])];
                (double reset, double update, double candidate, double q) = (gate[0], gate[1], gate[2], gate[3]);
                double d = stateGradient[column] + outputGradient[row, column];
                double dn = d * (1 - update) * (1 - (candidate * candidate));
                double dz = d * (previous[row, column] - candidate) * update * (1 - update);
                double dr = dn * q * reset * (1 - reset);
                Keep(inputGradient, row, column, padded, [dr, dz, dn]);
                Keep(hiddenGradient, row, column, padded, [dr, dz, dn * reset]);
                (hidden[column], hidden[size + column], hidden[(2 * size) + column]) = (dr, dz, dn * reset);
                stateGradient[column] = d * update;
            }

            for (int gate = 0; gate < hidden.Length; gate++)
            {
                for (int column = 0; column < size; column++)
                {
                    stateGradient[column] += hidden[gate] * weight[(gate * size) + column];
                }
            }
        });
    }

    private static double[] Multiply(InterpreterFrame frame, Recurrence node, double[] state)
    {
        double[] weight = frame.Parameter(node.Weight);
        double[]? bias = node.Bias is null ? null : frame.Parameter(node.Bias);

        return [.. Enumerable.Range(0, 3 * state.Length).Select(gate =>
            (bias?[gate] ?? 0) + state.Select((value, column) => value * weight[(gate * state.Length) + column]).Sum())];
    }

    private static void EachRow(InterpreterFrame frame, Value rows, bool isBackward, Action<int, double[]> run)
    {
        InterpreterSide side = frame.SideOf(rows);

        for (int sequence = 0; sequence < side.Sequences.Length; sequence++)
        {
            double[] state = new double[rows.Columns.Count];
            int[] steps = [.. Enumerable.Range(side.Starts[sequence], side.Sequences[sequence].Length)];

            foreach (int row in isBackward ? steps.Reverse() : steps)
            {
                run(row, state);
            }
        }
    }

    private static void Keep(Matrix? matrix, int row, int column, int padded, double[] gates)
    {
        for (int gate = 0; matrix is not null && gate < gates.Length; gate++)
        {
            matrix[row, (gate * padded) + column] = gates[gate];
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
