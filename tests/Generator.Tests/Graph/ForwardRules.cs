using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.VectorMath;

namespace Weft.Generator.Tests.Graph;

/// <summary>What each forward node computes, from the equation in its documentation.</summary>
internal static partial class ForwardRules
{
    public static void Run(InterpreterFrame frame, Node node)
    {
        switch (node)
        {
            case Embedding embedding:
                Embed(frame, embedding);
                break;
            case Norm norm:
                Normalize(frame, norm);
                break;
            case Projection projection:
                Project(frame, projection);
                break;
            case Dropout dropout:
                Drop(frame, dropout);
                break;
            case Attention attention:
                AttentionRules.RunForward(frame, attention);
                break;
            case Recurrence recurrence:
                RecurrenceRules.RunForward(frame, recurrence);
                break;
            case Scaling scaling:
                Scale(frame, scaling);
                break;
            case SoftCap cap:
                Cap(frame, cap);
                break;
            case Gate gate:
                RunGate(frame, gate);
                break;
            case Rotary rotary:
                Rotate(frame, rotary);
                break;
            case Patches patches:
                CutPatches(frame, patches);
                break;
            case PatchEmbedding embedding:
                PlacePatches(frame, embedding);
                break;
            case Pool pool:
                RunPool(frame, pool);
                break;
            case CrossEntropy loss:
                ComputeLoss(frame, loss);
                break;
            case BinaryCrossEntropy loss:
                CompareTargets(frame, loss.Logits, static (z, y) => -((y * LogLogistic(z)) + ((1 - y) * LogLogistic(-z))), static (z, y) => (1 / (1 + Math.Exp(-z))) - y);
                break;
            case MeanSquaredError loss:
                CompareTargets(frame, loss.Logits, static (z, y) => (z - y) * (z - y), static (z, y) => 2 * (z - y));
                break;
            case Halve halve:
                frame.Values[halve.Output] = frame.RoundsKept ? CacheRounding.Halved(frame.Values[halve.Input]) : frame.Values[halve.Input];
                break;
            case AdapterProduct product:
                AddAdapter(frame, product);
                break;
            case Activate activate:
                Activate(frame, activate);
                break;
            case Route or Group or Gather or Combine or RowGate:
                ExpertRules.RunForward(frame, node);
                break;
            default:
                throw new InvalidOperationException($"The interpreter does not know {node.GetType().Name}.");
        }
    }

    /// <summary>
    /// The rows of a product's weights in the padded columns of its input and output, with the rows of a value that they are for: all, or
    /// those of an expert.
    /// </summary>
    public static IEnumerable<(double[] Weight, double[]? Bias, int[] Outputs, int[] Inputs, IEnumerable<int> Rows)> Stack(
        InterpreterFrame frame, Value value, IReadOnlyList<Parameter> weights, IReadOnlyList<Parameter> biases, Func<Parameter, double[]> values,
        int start = 0)
    {
        for (int i = 0; i < weights.Count; i++)
        {
            Parameter[] biasesOfExperts = biases.Count == 0 ? [] : [.. biases[i].Experts];

            foreach ((int expert, Parameter weight) in weights[i].Experts.Index())
            {
                yield return (
                    values(weight), biases.Count == 0 ? null : values(biasesOfExperts[expert]), InterpreterFrame.ColumnsOf(weight.First, start),
                    InterpreterFrame.ColumnsOf(weight.Second!), frame.RowsOf(value, expert));
            }

            start += weights[i].First.Padded;
        }
    }

    /// <summary>The gradients of biases that stand side by side from a column on, with their columns and rows.</summary>
    public static IEnumerable<(double[] Bias, int[] Outputs, IEnumerable<int> Rows)> StackBiases(
        InterpreterFrame frame, Value value, IReadOnlyList<Parameter> biases, int start)
    {
        foreach (Parameter first in biases)
        {
            foreach ((int expert, Parameter bias) in first.Experts.Index())
            {
                yield return (frame.Gradient(bias), InterpreterFrame.ColumnsOf(first.First, start), frame.RowsOf(value, expert));
            }

            start += first.First.Padded;
        }
    }

    /// <summary>Turns pairs of columns by position x frequency, backwards for gradients; in place.</summary>
    public static void Rotate(InterpreterFrame frame, Rotary rotary)
    {
        Matrix matrix = frame.Values[rotary.Heads.Matrix];
        int[] positions = frame.SideOf(rotary.Heads.Matrix).Positions;
        Axis heads = rotary.Heads.Columns;
        double[] frequencies = RopeReference.Frequencies(rotary.Rotation);

        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int head = 0; head < heads.Groups; head++)
            {
                for (int pair = 0; pair < frequencies.Length; pair++)
                {
                    (double sine, double cosine) = Math.SinCos(positions[row] * frequencies[pair] * (rotary.IsInverse ? -1 : 1));
                    int at = (rotary.Heads.Panel * Panels.Width) + (head * heads.PaddedSize) + (2 * pair);
                    (double even, double odd) = (rotary.Rotation.Magnitude * matrix[row, at], rotary.Rotation.Magnitude * matrix[row, at + 1]);
                    matrix[row, at] = (even * cosine) - (odd * sine);
                    matrix[row, at + 1] = (even * sine) + (odd * cosine);
                }
            }
        }
    }

    /// <summary>The activation of a plain projection.</summary>
    public static double Activate(Activation? activation, double x) => activation switch
    {
        null => x,
        Activation.Relu => Math.Max(0, x),
        Activation.ReluSquared => Math.Max(0, x) * Math.Max(0, x),
        Activation.Gelu => DoubleReference.Gelu(x),
        Activation.GeluTanh => DoubleReference.GeluTanh(x),
        Activation.QuickGelu => DoubleReference.QuickGelu(x),
        Activation.Silu => DoubleReference.Silu(x),
        Activation.Tanh => Math.Tanh(x),
        _ => throw new InvalidOperationException($"The interpreter does not know {activation}."),
    };

    /// <summary>Its derivative.</summary>
    public static double Differentiate(Activation? activation, double x) => activation switch
    {
        Activation.Relu => x > 0 ? 1 : 0,
        Activation.ReluSquared => 2 * Math.Max(0, x),
        Activation.Gelu => DoubleReference.GeluDerivative(x),
        Activation.GeluTanh => DoubleReference.GeluTanhDerivative(x),
        Activation.QuickGelu => DoubleReference.QuickGeluDerivative(x),
        Activation.Silu => DoubleReference.SiluDerivative(x),
        Activation.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
        _ => throw new InvalidOperationException($"{activation} keeps no derivative."),
    };

    /// <summary>The function of a gate.</summary>
    public static Activation FunctionOf(Activation gated) => gated switch
    {
        Activation.Reglu => Activation.Relu,
        Activation.Swiglu => Activation.Silu,
        Activation.Geglu => Activation.Gelu,
        Activation.GegluTanh => Activation.GeluTanh,
        _ => throw new InvalidOperationException($"The interpreter does not know {gated}."),
    };

    private static void RunGate(InterpreterFrame frame, Gate gate)
    {
        Matrix input = frame.Values[gate.Input];
        Matrix output = frame.Create(gate.Output);
        HashCode pattern = default;
        pattern.Add(frame.ReluPattern);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                pattern.Add(gate.Activation == Activation.Reglu && input[row, output.Columns + column] > 0);
                output[row, column] = input[row, column] * Activate(FunctionOf(gate.Activation), input[row, output.Columns + column]);
            }
        }

        frame.ReluPattern = pattern.ToHashCode();
    }

    /// <summary>output = input x factor + residual; both directions of a scaling.</summary>
    public static void Scale(InterpreterFrame frame, Scaling scaling)
    {
        Matrix input = frame.Values[scaling.Input];
        Matrix? residual = scaling.Residual is null ? null : frame.Values[scaling.Residual];
        Matrix output = frame.Create(scaling.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                output[row, column] = (input[row, column] * scaling.Factor) + (residual?[row, column] ?? 0);
            }
        }
    }

    private static void Cap(InterpreterFrame frame, SoftCap cap)
    {
        Matrix input = frame.Values[cap.Input];
        Matrix output = frame.Create(cap.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                output[row, column] = cap.Cap * Math.Tanh(input[row, column] / cap.Cap);
            }
        }
    }

    private static void Embed(InterpreterFrame frame, Embedding embedding)
    {
        Matrix output = frame.Create(embedding.Output);
        double[] table = frame.Parameter(embedding.Table);
        double[]? positions = embedding.Positions is null ? null : frame.Parameter(embedding.Positions);
        double[]? types = embedding.Types is null ? null : frame.Parameter(embedding.Types);
        InterpreterSide side = frame.SideOf(embedding.Output);
        int size = embedding.Output.Columns.Count;

        for (int row = 0; row < output.Rows; row++)
        {
            int position = side.Positions[row];

            for (int column = 0; column < size; column++)
            {
                double angle = position / Math.Pow(10000, column / 2 * 2 / (double)size);
                double sinusoid = !embedding.Sinusoidal ? 0 : column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
                output[row, column] = (table[(side.Tokens[row] * size) + column] * embedding.Scale)
                    + (positions?[(position * size) + column] ?? 0) + (types?[(side.TokenTypes[row] * size) + column] ?? 0) + sinusoid;
            }
        }
    }

    // What only a backward pass reads is nothing where there is none.
    private static void Keep(Matrix? statistic, int row, int group, double value)
    {
        if (statistic is not null)
        {
            statistic[row, group] = value;
        }
    }

    private static void Normalize(InterpreterFrame frame, Norm norm)
    {
        Matrix input = frame.Values[norm.Input.Matrix];
        Matrix? residual = norm.Residual is null ? null : frame.Values[norm.Residual];

        // Queries and keys are two parts of one matrix.
        Matrix output = frame.Values.TryGetValue(norm.Output.Matrix, out Matrix? present) && !norm.Output.IsWhole ? present : frame.Create(norm.Output.Matrix);
        Matrix? mean = norm.Mean is null ? null : frame.Create(norm.Mean);
        Matrix? inverseDeviations = norm.InverseDeviation is null ? null : frame.Create(norm.InverseDeviation);
        double[] weight = frame.Parameter(norm.Weight);
        double[]? bias = norm.Bias is null ? null : frame.Parameter(norm.Bias);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int group = 0; group < norm.Repetitions; group++)
            {
                int[] from = ColumnsOf(norm, norm.Input, group);
                int[] to = ColumnsOf(norm, norm.Output, group);
                double[] x = [.. from.Select(column => input[row, column])];

                // A mean far from zero is rounded by more than the deviations from it: they are all off by the same, which is not noise.
                double center = norm.IsCentered ? frame.Moved(x.Average()) : 0;
                double variance = x.Sum(value => (value - center) * (value - center)) / x.Length;
                double inverseDeviation = 1 / Math.Sqrt(variance + norm.Epsilon);
                Keep(mean, row, group, center);
                Keep(inverseDeviations, row, group, inverseDeviation);

                for (int i = 0; i < x.Length; i++)
                {
                    output[row, to[i]] = ((x[i] - center) * inverseDeviation * weight[i]) + (bias?[i] ?? 0) + (residual?[row, to[i]] ?? 0);
                }
            }
        }
    }

    /// <summary>The columns in memory of one of the runs that a norm normalizes.</summary>
    public static int[] ColumnsOf(Norm norm, Slice slice, int group) =>
        InterpreterFrame.ColumnsOf(norm.Columns, (slice.Panel * Panels.Width) + (group * norm.Columns.Padded));

    private static void Project(InterpreterFrame frame, Projection projection)
    {
        Matrix input = ActivationRounding.Round(frame.Values[projection.Input], frame.Activations);
        Matrix? residual = projection.Residual is null ? null : frame.Values[projection.Residual];
        Matrix output = frame.Create(projection.Output);
        Matrix? derivative = projection.Derivative is null ? null : frame.Create(projection.Derivative);
        HashCode pattern = default;
        pattern.Add(frame.ReluPattern);

        foreach ((double[] weight, double[]? bias, int[] outputs, int[] inputs, IEnumerable<int> rows)
            in Stack(frame, projection.Output, projection.Weights, projection.Biases, frame.Parameter))
        {
            foreach (int row in rows)
            {
                for (int o = 0; o < outputs.Length; o++)
                {
                    double sum = bias?[o] ?? 0;

                    for (int i = 0; i < inputs.Length; i++)
                    {
                        sum += input[row, inputs[i]] * weight[(o * inputs.Length) + i];
                    }

                    pattern.Add(projection.Activation == Activation.Relu && sum > 0);
                    output[row, outputs[o]] = Activate(projection.Activation, sum) + (residual?[row, outputs[o]] ?? 0);

                    if (derivative is not null)
                    {
                        derivative[row, outputs[o]] = Differentiate(projection.Activation, sum);
                    }
                }
            }
        }

        frame.ReluPattern = pattern.ToHashCode();
    }

    private static void RunPool(InterpreterFrame frame, Pool pool)
    {
        Matrix input = frame.Values[pool.Input];
        InterpreterSide side = frame.SideOf(pool.Input);
        Matrix output = frame.Create(pool.Output);

        for (int sequence = 0; sequence < output.Rows; sequence++)
        {
            int[] rows = PooledRows(side, pool.Pooling, sequence);

            for (int column = 0; column < output.Columns; column++)
            {
                output[sequence, column] = rows.Average(row => input[row, column]);
            }
        }
    }

    /// <summary>The rows of a sequence whose mean is its only row.</summary>
    public static int[] PooledRows(InterpreterSide side, PoolingForm pooling, int sequence)
    {
        int[] rows = [.. Enumerable.Range(0, side.Rows).Where(row => side.Owners[row] == sequence)];

        return pooling switch
        {
            PoolingForm.First => [rows[0]],
            PoolingForm.Mean => rows,
            PoolingForm.Last => [rows[^1]],
            _ => throw new InvalidOperationException($"The interpreter does not know {pooling}."),
        };
    }
}
