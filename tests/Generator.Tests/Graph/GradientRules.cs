using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;

namespace Weft.Generator.Tests.Graph;

/// <summary>What each gradient node computes, from the equation in its documentation.</summary>
internal static class GradientRules
{
    public static void Run(InterpreterFrame frame, Node node)
    {
        switch (node)
        {
            case InputGradient gradient:
                RunInput(frame, gradient);
                break;
            case WeightGradient gradient:
                RunWeight(frame, gradient);
                break;
            case NormGradient gradient:
                RunNorm(frame, gradient);
                break;
            case NormParameterGradient gradient:
                RunNormParameters(frame, gradient);
                break;
            case AttentionGradient gradient:
                AttentionRules.RunBackward(frame, gradient);
                break;
            case RelativeBiasGradient gradient:
                AttentionRules.RunBiases(frame, gradient);
                break;
            case EmbeddingGradient gradient:
                RunEmbedding(frame, gradient);
                break;
            case ActivationGradient gradient:
                RunActivation(frame, gradient);
                break;
            case RecurrenceGradient gradient:
                RecurrenceRules.RunBackward(frame, gradient);
                break;
            case Restore restore:
                frame.Values[restore.Output] = frame.Values[restore.Input];
                break;
            case Transpose:
                // The weights are at hand.
                break;
            case Scaling scaling:
                ForwardRules.Scale(frame, scaling);
                break;
            case SoftCapGradient gradient:
                RunCap(frame, gradient);
                break;
            case GateGradient gradient:
                RunGate(frame, gradient);
                break;
            case Rotary rotary:
                ForwardRules.Rotate(frame, rotary);
                break;
            case PatchEmbeddingGradient gradient:
                RunPatches(frame, gradient);
                break;
            case PatchParameterGradient gradient:
                RunPatchParameters(frame, gradient);
                break;
            case PoolGradient gradient:
                RunPool(frame, gradient);
                break;
            case Clear clear:
                _ = frame.Create(clear.Output);
                break;
            case Dropout dropout:
                ForwardRules.Drop(frame, dropout);
                break;
            case Combine { IsWeighted: false } or CombineGradient or RouteGradient or RowGateGradient:
                ExpertRules.RunBackward(frame, node);
                break;
            default:
                // A node of the forward pass, which is computed again.
                ForwardRules.Run(frame, node);
                break;
        }
    }

    private static void RunInput(InterpreterFrame frame, InputGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient.Matrix];
        Matrix? factor = gradient.Factor is null ? null : frame.Values[gradient.Factor];
        Matrix? residual = gradient.Residual is null ? null : frame.Values[gradient.Residual];
        Matrix result = gradient.Result.IsWhole || !frame.Values.TryGetValue(gradient.Result.Matrix, out Matrix? begun)
            ? frame.Create(gradient.Result.Matrix)
            : begun;
        int from = gradient.OutputGradient.Panel * Panels.Width;
        int to = gradient.Result.Panel * Panels.Width;

        foreach ((double[] weight, _, int[] outputs, int[] columns, IEnumerable<int> rows)
            in ForwardRules.Stack(frame, gradient.Result.Matrix, gradient.Weights, [], frame.Parameter, from))
        {
            int[] inputs = [.. columns.Select(column => to + column)];

            foreach (int row in rows)
            {
                for (int o = 0; o < outputs.Length; o++)
                {
                    for (int i = 0; i < inputs.Length; i++)
                    {
                        result[row, inputs[i]] += outputGradient[row, outputs[o]] * weight[(o * inputs.Length) + i];
                    }
                }
            }
        }

        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < result.Columns; column++)
            {
                double scale = factor is null ? 1 : !gradient.IsMasked ? factor[row, column] : factor[row, column] > 0 ? 1 : 0;
                result[row, column] = (result[row, column] * scale) + (residual?[row, column] ?? 0);
            }
        }
    }

    private static void RunWeight(InterpreterFrame frame, WeightGradient gradient)
    {
        Matrix? input = gradient.Weights.IsEmpty ? null : frame.Values[gradient.Input.Matrix];
        Matrix outputGradient = frame.Values[gradient.OutputGradient.Matrix];
        int first = gradient.OutputGradient.Panel * Panels.Width;
        int from = gradient.Input.Panel * Panels.Width;

        foreach ((double[] bias, int[] outputs, IEnumerable<int> rows) in ForwardRules.StackBiases(frame, gradient.Input.Matrix, gradient.Biases, first))
        {
            foreach (int row in rows)
            {
                for (int o = 0; o < outputs.Length; o++)
                {
                    bias[o] += outputGradient[row, outputs[o]];
                }
            }
        }

        foreach ((double[] weight, _, int[] outputs, int[] inputs, IEnumerable<int> rows)
            in ForwardRules.Stack(frame, gradient.Input.Matrix, gradient.Weights, [], frame.Gradient, first))
        {
            foreach (int row in rows)
            {
                for (int o = 0; o < outputs.Length; o++)
                {
                    double dy = outputGradient[row, outputs[o]];

                    for (int i = 0; i < inputs.Length; i++)
                    {
                        weight[(o * inputs.Length) + i] += dy * input![row, from + inputs[i]];
                    }
                }
            }
        }
    }

    private static void RunGate(InterpreterFrame frame, GateGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix input = frame.Values[gradient.Input];
        Matrix result = frame.Create(gradient.Result);
        int half = outputGradient.Columns;

        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < half; column++)
            {
                double dy = outputGradient[row, column];
                double gate = input[row, half + column];
                result[row, column] = dy * ForwardRules.Activate(ForwardRules.FunctionOf(gradient.Activation), gate);
                result[row, half + column] = dy * input[row, column] * ForwardRules.Differentiate(ForwardRules.FunctionOf(gradient.Activation), gate);
            }
        }
    }

    private static void RunActivation(InterpreterFrame frame, ActivationGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix factor = frame.Values[gradient.Factor];
        Matrix result = frame.Create(gradient.Result);

        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < result.Columns; column++)
            {
                double slope = !gradient.IsMasked ? factor[row, column] : factor[row, column] > 0 ? 1 : 0;
                result[row, column] = outputGradient[row, column] * slope;
            }
        }
    }

    private static void RunCap(InterpreterFrame frame, SoftCapGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix input = frame.Values[gradient.Input];
        Matrix result = frame.Create(gradient.Result);

        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < result.Columns; column++)
            {
                double bent = Math.Tanh(input[row, column] / gradient.Cap);
                result[row, column] = outputGradient[row, column] * (1 - (bent * bent));
            }
        }
    }

    private static void RunPatches(InterpreterFrame frame, PatchEmbeddingGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix result = frame.Create(gradient.Result);
        int[] positions = frame.SideOf(gradient.Result).Positions;

        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < result.Columns; column++)
            {
                result[row, column] = positions[row] == 0 ? 0 : outputGradient[row, column];
            }
        }
    }

    private static void RunPatchParameters(InterpreterFrame frame, PatchParameterGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        int[] places = frame.SideOf(gradient.OutputGradient).Positions;
        double[]? classToken = gradient.ClassToken is null ? null : frame.Gradient(gradient.ClassToken);
        double[]? positions = gradient.Positions is null ? null : frame.Gradient(gradient.Positions);
        int size = gradient.OutputGradient.Columns.Count;

        for (int row = 0; row < outputGradient.Rows; row++)
        {
            for (int column = 0; column < size; column++)
            {
                if (positions is not null)
                {
                    positions[(places[row] * size) + column] += outputGradient[row, column];
                }

                if (classToken is not null && places[row] == 0)
                {
                    classToken[column] += outputGradient[row, column];
                }
            }
        }
    }

    private static void RunPool(InterpreterFrame frame, PoolGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix result = frame.Create(gradient.Result);

        for (int sequence = 0; sequence < outputGradient.Rows; sequence++)
        {
            int[] rows = ForwardRules.PooledRows(frame.SideOf(gradient.Result), gradient.Pooling, sequence);

            foreach (int row in rows)
            {
                for (int column = 0; column < result.Columns; column++)
                {
                    result[row, column] = outputGradient[sequence, column] / rows.Length;
                }
            }
        }
    }

    private static void RunNorm(InterpreterFrame frame, NormGradient gradient)
    {
        Norm norm = gradient.Forward;
        Matrix outputGradient = frame.Values[gradient.OutputGradient.Matrix];
        Matrix input = frame.Values[norm.Input.Matrix];
        Matrix? residual = gradient.Residual is null ? null : frame.Values[gradient.Residual];
        double[] weight = frame.Parameter(norm.Weight);
        Matrix result = norm.Input.IsWhole ? frame.Create(gradient.Result.Matrix) : frame.Values[gradient.Result.Matrix];

        for (int row = 0; row < result.Rows; row++)
        {
            for (int group = 0; group < norm.Repetitions; group++)
            {
                int[] to = ForwardRules.ColumnsOf(norm, gradient.Result, group);
                double inverseDeviation = frame.Values[norm.InverseDeviation!][row, group];
                double[] g = [.. ForwardRules.ColumnsOf(norm, gradient.OutputGradient, group).Select((column, i) => outputGradient[row, column] * weight[i])];
                double[] n = Normalized(frame, norm, input, row, group);
                double meanGradient = norm.IsCentered ? g.Average() : 0;
                double meanProduct = g.Zip(n, static (left, right) => left * right).Average();

                for (int i = 0; i < g.Length; i++)
                {
                    result[row, to[i]] = (inverseDeviation * (g[i] - meanGradient - (n[i] * meanProduct))) + (residual?[row, to[i]] ?? 0);
                }
            }
        }
    }

    private static void RunNormParameters(InterpreterFrame frame, NormParameterGradient gradient)
    {
        Norm norm = gradient.Forward;
        Matrix outputGradient = frame.Values[gradient.OutputGradient.Matrix];
        Matrix? input = gradient.Weight is null ? null : frame.Values[norm.Input.Matrix];
        double[]? weight = gradient.Weight is null ? null : frame.Gradient(gradient.Weight);
        double[]? bias = gradient.Bias is null ? null : frame.Gradient(gradient.Bias);

        for (int row = 0; row < outputGradient.Rows; row++)
        {
            for (int group = 0; group < norm.Repetitions; group++)
            {
                int[] columns = ForwardRules.ColumnsOf(norm, gradient.OutputGradient, group);
                double[] n = input is null ? [] : Normalized(frame, norm, input, row, group);

                for (int i = 0; i < columns.Length; i++)
                {
                    if (weight is not null)
                    {
                        weight[i] += outputGradient[row, columns[i]] * n[i];
                    }

                    if (bias is not null)
                    {
                        bias[i] += outputGradient[row, columns[i]];
                    }
                }
            }
        }
    }

    private static double[] Normalized(InterpreterFrame frame, Norm norm, Matrix input, int row, int group)
    {
        double center = norm.Mean is null ? 0 : frame.Values[norm.Mean][row, group];
        double scale = frame.Values[norm.InverseDeviation!][row, group];

        return [.. ForwardRules.ColumnsOf(norm, norm.Input, group).Select(column => (input[row, column] - center) * scale)];
    }

    private static void RunEmbedding(InterpreterFrame frame, EmbeddingGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        double[]? table = gradient.Table is null ? null : frame.Gradient(gradient.Table);
        double[]? positions = gradient.Positions is null ? null : frame.Gradient(gradient.Positions);
        double[]? types = gradient.Types is null ? null : frame.Gradient(gradient.Types);
        InterpreterSide side = frame.SideOf(gradient.OutputGradient);
        int size = gradient.OutputGradient.Columns.Count;

        for (int row = 0; row < outputGradient.Rows; row++)
        {
            for (int column = 0; column < size; column++)
            {
                if (table is not null)
                {
                    table[(side.Tokens[row] * size) + column] += outputGradient[row, column] * gradient.Scale;
                }

                if (types is not null)
                {
                    types[(side.TokenTypes[row] * size) + column] += outputGradient[row, column];
                }

                if (positions is not null)
                {
                    positions[(side.Positions[row] * size) + column] += outputGradient[row, column];
                }
            }
        }
    }
}
