using System;
using System.Linq;
using System.Numerics.Tensors;

namespace Weft.Benchmarks.Peers;

/// <summary>What is done to a row: from the input, or for a gradient that of the output too, to the output, with vectors of weights and biases at hand.</summary>
internal delegate void TensorRow(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output);

/// <summary>System.Numerics.Tensors over the rows of a row-major matrix, on the same threads that Weft has.</summary>
internal sealed class TensorRows : IParallelWork
{
    /// <summary>Every weight.</summary>
    public const float Weight = 1.5f;

    /// <summary>Every bias.</summary>
    public const float Bias = 0.25f;

    /// <summary>What a gradient takes for the mean of every row.</summary>
    public const float Mean = 0.125f;

    /// <summary>What a gradient takes for 1 / the deviation of every row.</summary>
    public const float InverseDeviation = 3.5f;

    private const float Epsilon = 1e-5f;
    private readonly int _block;
    private readonly TensorRow _row;
    private readonly Workers _workers;
    private readonly float[] _input;
    private readonly float[] _gradient;
    private readonly float[] _output;
    private readonly float[] _weight;
    private readonly float[] _bias;

    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="block">Rows that a thread claims at a time.</param>
    /// <param name="row">What is done to each.</param>
    /// <param name="workers">Who does it.</param>
    public TensorRows(int rows, int columns, int block, TensorRow row, Workers workers)
    {
        this.Rows = rows;
        this.Columns = columns;
        _block = block;
        _row = row;
        _workers = workers;
        _input = [.. DrawInput(rows * columns).Select(static value => (float)value)];
        _gradient = [.. DrawGradient(rows * columns).Select(static value => (float)value)];
        _output = new float[rows * columns];
        _weight = [.. Enumerable.Repeat(Weight, columns)];
        _bias = [.. Enumerable.Repeat(Bias, columns)];
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The rows that peer and Weft work on.</summary>
    public static double[] DrawInput(int count) => Draw(count, seed: 1337);

    /// <summary>The gradients of the rows' results.</summary>
    public static double[] DrawGradient(int count) => Draw(count, seed: 42);

    /// <summary>(x - mean) / sqrt(variance + epsilon) x weight + bias.</summary>
    public static void LayerNorm(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Sum(input) / input.Length, output);
        float variance = TensorPrimitives.SumOfSquares(output) / input.Length;
        TensorPrimitives.Multiply(output, 1 / MathF.Sqrt(variance + Epsilon), output);
        TensorPrimitives.MultiplyAdd(output, weight, bias, output);
    }

    /// <summary>x / sqrt(mean of squares + epsilon) x weight.</summary>
    public static void RmsNorm(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        float squares = TensorPrimitives.SumOfSquares(input) / input.Length;
        TensorPrimitives.Multiply(input, 1 / MathF.Sqrt(squares + Epsilon), output);
        TensorPrimitives.Multiply(output, weight, output);
    }

    /// <summary>(g - mean(g) - n x mean(g x n)) / deviation, g = gradient x weight, n = (x - mean) / deviation.</summary>
    public static void LayerNormGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        Span<float> normalized = stackalloc float[input.Length];
        TensorPrimitives.Subtract(input, Mean, normalized);
        TensorPrimitives.Multiply(normalized, InverseDeviation, normalized);
        TensorPrimitives.Multiply(gradient, weight, output);
        float mean = TensorPrimitives.Sum(output) / input.Length;
        TensorPrimitives.MultiplyAdd(normalized, -TensorPrimitives.Dot(output, normalized) / input.Length, output, output);
        TensorPrimitives.Subtract(output, mean, output);
        TensorPrimitives.Multiply(output, InverseDeviation, output);
    }

    /// <summary>(g - n x mean(g x n)) / deviation, g = gradient x weight, n = x / deviation.</summary>
    public static void RmsNormGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        TensorPrimitives.Multiply(gradient, weight, output);
        float product = TensorPrimitives.Dot(output, input) / input.Length;
        TensorPrimitives.MultiplyAdd(input, -product * InverseDeviation * InverseDeviation, output, output);
        TensorPrimitives.Multiply(output, InverseDeviation, output);
    }

    /// <summary>exp(x) / sum(exp(x)).</summary>
    public static void Softmax(ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output) =>
        TensorPrimitives.SoftMax(input, output);

    /// <summary>What came out of a row.</summary>
    public ReadOnlySpan<float> OutputRow(int row) => _output.AsSpan(row * this.Columns, this.Columns);

    /// <summary>Does all rows.</summary>
    public void Run() => _workers.Run(this);

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        while (team.Claim((this.Rows + _block - 1) / _block, out int item))
        {
            for (int row = item * _block; row < Math.Min((item + 1) * _block, this.Rows); row++)
            {
                int start = row * this.Columns;
                _row(_input.AsSpan(start, this.Columns), _gradient.AsSpan(start, this.Columns), _weight, _bias, _output.AsSpan(start, this.Columns));
            }
        }
    }

    private static double[] Draw(int count, int seed)
    {
        Random random = new(seed);

        return [.. Enumerable.Range(0, count).Select(_ => (double)(random.NextSingle() - 0.5f))];
    }
}
