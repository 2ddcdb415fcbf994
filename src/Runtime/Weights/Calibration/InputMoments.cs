using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// What calibration counts of the inputs of a product: sum(x x^T) over the rows x that it has behind layers that are rounded already, and
/// sum((e - x) x^T) with the rows e that it would have behind exact ones. In double, each sum in the order of the rows, whatever threads
/// there are.
/// </summary>
/// <param name="columns">Columns of the inputs, a multiple of 16.</param>
internal sealed class InputMoments(int columns) : IParallelWork
{
    // Columns of a work item on either side, and rows that it adds at a time: their inputs stay in the nearest cache.
    private const int Block = 64;
    private const int BlockRows = 32;
    private const int TileRows = 4;

    private readonly double[] _squares = new double[(long)columns * columns];
    private readonly double[] _differences = new double[(long)columns * columns];
    private readonly double[] _sums = new double[columns];
    private readonly double[] _differenceSums = new double[columns];
    private double[] _rows = [];
    private double[] _differing = [];
    private long _total;
    private int _count;

    /// <summary>Columns of the inputs.</summary>
    public int Columns => columns;

    /// <summary>sum(x[first] x[second]).</summary>
    public double Square(int first, int second) => _squares[((nint)Math.Min(first, second) * columns) + Math.Max(first, second)];

    /// <summary>sum((e - x)[input] x).</summary>
    /// <returns>Of every column of x.</returns>
    public ReadOnlySpan<double> Differences(int input) =>
        MemoryMarshal.CreateReadOnlySpan(ref _differences[(nint)input * columns], columns);

    /// <summary>The mean of an input x.</summary>
    public double Mean(int input) => _sums[input] / _total;

    /// <summary>The mean of an input e.</summary>
    public double ExactMean(int input) => (_sums[input] + _differenceSums[input]) / _total;

    /// <summary>Adds rows.</summary>
    /// <param name="exact">[rows, columns], behind exact layers.</param>
    /// <param name="rows">The same rows behind rounded ones.</param>
    /// <param name="workers">The threads.</param>
    public void Add(ReadOnlySpan<float> exact, ReadOnlySpan<float> rows, Workers workers)
    {
        if (_rows.Length < rows.Length)
        {
            _rows = new double[rows.Length];
            _differing = new double[rows.Length];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            _rows[i] = rows[i];
            _differing[i] = (double)exact[i] - rows[i];
            _sums[i % columns] += _rows[i];
            _differenceSums[i % columns] += _differing[i];
        }

        _count = rows.Length / columns;
        _total += _count;
        workers.Run(this);
    }

    /// <summary>Makes the sums those of e and x less their means: a bias makes up for what these do.</summary>
    public void Center()
    {
        for (int first = 0; first < columns; first++)
        {
            for (int second = 0; second < columns; second++)
            {
                nint place = ((nint)first * columns) + second;
                _squares[place] -= _sums[first] * this.Mean(second);
                _differences[place] -= _differenceSums[first] * this.Mean(second);
            }
        }
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        int blocks = (columns + Block - 1) / Block;

        while (team.Claim(blocks * blocks, out int item))
        {
            (int first, int second) = (item / blocks * Block, item % blocks * Block);

            for (int row = 0; row < _count; row += BlockRows)
            {
                // Squares are symmetric.
                if (first <= second)
                {
                    this.AddBlock(_squares, _rows, first, second, row);
                }

                this.AddBlock(_differences, _differing, first, second, row);
            }
        }
    }

    private void AddBlock(double[] sums, double[] left, int first, int second, int row)
    {
        for (int i = first; i < Math.Min(columns, first + Block); i += TileRows)
        {
            for (int at = second; at < Math.Min(columns, second + Block); at += Vector512<double>.Count)
            {
                this.AddTile(sums, left, i, at, row);
            }
        }
    }

    // Four rows of sums, which do not wait for one another. Products and sums are rounded each: every processor has the same bits.
    private void AddTile(double[] sums, double[] left, int first, int second, int row)
    {
        ref double sum = ref sums[((nint)first * columns) + second];
        ref double ours = ref left[((nint)row * columns) + first];
        ref double rows = ref _rows[((nint)row * columns) + second];
        nuint stride = (nuint)columns;
        Vector512<double> sum0 = Vector512.LoadUnsafe(ref sum);
        Vector512<double> sum1 = Vector512.LoadUnsafe(ref sum, stride);
        Vector512<double> sum2 = Vector512.LoadUnsafe(ref sum, 2 * stride);
        Vector512<double> sum3 = Vector512.LoadUnsafe(ref sum, 3 * stride);

        for (int i = Math.Min(BlockRows, _count - row); i > 0; i--)
        {
            Vector512<double> values = Vector512.LoadUnsafe(ref rows);
            sum0 += Vector512.Create(ours) * values;
            sum1 += Vector512.Create(Unsafe.Add(ref ours, 1)) * values;
            sum2 += Vector512.Create(Unsafe.Add(ref ours, 2)) * values;
            sum3 += Vector512.Create(Unsafe.Add(ref ours, 3)) * values;
            ours = ref Unsafe.Add(ref ours, columns);
            rows = ref Unsafe.Add(ref rows, columns);
        }

        sum0.StoreUnsafe(ref sum);
        sum1.StoreUnsafe(ref sum, stride);
        sum2.StoreUnsafe(ref sum, 2 * stride);
        sum3.StoreUnsafe(ref sum, 3 * stride);
    }
}
