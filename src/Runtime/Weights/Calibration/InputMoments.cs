using System;
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
    // Columns of a work item on either side: their inputs stay in the nearest cache.
    private const int Block = 64;

    private readonly double[] _squares = new double[(long)columns * columns];
    private readonly double[] _differences = new double[(long)columns * columns];
    private double[] _rows = [];
    private double[] _differing = [];
    private int _count;

    /// <summary>Columns of the inputs.</summary>
    public int Columns => columns;

    /// <summary>sum(x[first] x[second]).</summary>
    public double Square(int first, int second) => _squares[((nint)Math.Min(first, second) * columns) + Math.Max(first, second)];

    /// <summary>sum((e - x)[input] x).</summary>
    /// <returns>Of every column of x.</returns>
    public ReadOnlySpan<double> Differences(int input) =>
        MemoryMarshal.CreateReadOnlySpan(ref _differences[(nint)input * columns], columns);

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
        }

        _count = rows.Length / columns;
        workers.Run(this);
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        int blocks = (columns + Block - 1) / Block;

        while (team.Claim(blocks * blocks, out int item))
        {
            (int first, int second) = (item / blocks * Block, item % blocks * Block);

            for (int i = first; i < Math.Min(columns, first + Block); i++)
            {
                // Squares are symmetric.
                if (first <= second)
                {
                    this.AddRow(_squares, _rows, i, second);
                }

                this.AddRow(_differences, _differing, i, second);
            }
        }
    }

    // Products and sums are rounded each: every processor has the same bits.
    private void AddRow(double[] sums, double[] left, int first, int second)
    {
        ref double sum = ref sums[(nint)first * columns];
        ref double rows = ref MemoryMarshal.GetArrayDataReference(_rows);

        for (int at = second; at < Math.Min(columns, second + Block); at += Vector512<double>.Count)
        {
            Vector512<double> total = Vector512.LoadUnsafe(ref sum, (nuint)at);

            for (nint row = 0; row < _count; row++)
            {
                nint start = row * columns;
                total += Vector512.Create(left[start + first]) * Vector512.LoadUnsafe(ref rows, (nuint)(start + at));
            }

            total.StoreUnsafe(ref sum, (nuint)at);
        }
    }
}
