using System;
using System.Linq;
using System.Numerics.Tensors;

namespace Weft.Benchmarks.Peers;

/// <summary>What is done to a row: from the input to the output, with vectors of weights and biases at hand.</summary>
internal delegate void TensorRow(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output);

/// <summary>System.Numerics.Tensors over the rows of a row-major matrix, on the same threads that Weft has.</summary>
internal sealed class TensorRows : IParallelWork
{
    /// <summary>Every weight.</summary>
    public const float Weight = 1.5f;

    /// <summary>Every bias.</summary>
    public const float Bias = 0.25f;

    private const float Epsilon = 1e-5f;
    private readonly int _block;
    private readonly TensorRow _row;
    private readonly Workers _workers;
    private readonly float[] _input;
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
        _input = [.. Draw(rows * columns).Select(static value => (float)value)];
        _output = new float[rows * columns];
        _weight = [.. Enumerable.Repeat(Weight, columns)];
        _bias = [.. Enumerable.Repeat(Bias, columns)];
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The numbers that peer and Weft work on.</summary>
    public static double[] Draw(int count)
    {
        Random random = new(1337);

        return [.. Enumerable.Range(0, count).Select(_ => (double)(random.NextSingle() - 0.5f))];
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) x weight + bias.</summary>
    public static void LayerNorm(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Sum(input) / input.Length, output);
        float variance = TensorPrimitives.SumOfSquares(output) / input.Length;
        TensorPrimitives.Multiply(output, 1 / MathF.Sqrt(variance + Epsilon), output);
        TensorPrimitives.MultiplyAdd(output, weight, bias, output);
    }

    /// <summary>x / sqrt(mean of squares + epsilon) x weight.</summary>
    public static void RmsNorm(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        float squares = TensorPrimitives.SumOfSquares(input) / input.Length;
        TensorPrimitives.Multiply(input, 1 / MathF.Sqrt(squares + Epsilon), output);
        TensorPrimitives.Multiply(output, weight, output);
    }

    /// <summary>exp(x) / sum(exp(x)).</summary>
    public static void Softmax(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output) =>
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
                _row(_input.AsSpan(start, this.Columns), _weight, _bias, _output.AsSpan(start, this.Columns));
            }
        }
    }
}
