using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// The second moments H of inputs with 1 % of their mean on the diagonal, in the order in which inputs are rounded, as U D U^T with U unit
/// upper triangular. In memory stands L D L^T of the inputs backwards, whose L is U backwards.
/// </summary>
internal sealed class DampedMoments : IParallelWork
{
    // As Frantar et al. 2022 have it.
    private const double Damping = 0.01;
    private const int ClaimedRows = 16;

    private readonly int _count;
    private readonly double[] _factor;
    private readonly double[] _diagonal;
    private readonly double[] _scaled;

    private DampedMoments(InputMoments moments, int groupRows)
    {
        _count = moments.Columns;
        _factor = new double[(long)_count * _count];
        _diagonal = new double[_count];
        _scaled = new double[_count];
        this.Order = OrderOf(moments, groupRows);
        double damping = Damping * MeanOf(moments);

        for (int row = 0; row < _count; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double moment = moments.Square(this.Order[_count - 1 - row], this.Order[_count - 1 - column]);
                _factor[this.Place(row, column)] = moment + (row == column ? damping : 0);
            }
        }
    }

    /// <summary>The inputs in the order in which they are rounded: groups, and in each its inputs, the greatest moments first.</summary>
    public int[] Order { get; }

    /// <summary>Decomposes moments.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="groupRows">Inputs of a group.</param>
    /// <param name="workers">The threads.</param>
    public static DampedMoments Of(InputMoments moments, int groupRows, Workers workers)
    {
        DampedMoments damped = new(moments, groupRows);
        workers.Run(damped);

        return damped;
    }

    /// <summary>U at two places of the order, the first before the second.</summary>
    public double Upper(int earlier, int later) => _factor[this.Place(_count - 1 - earlier, _count - 1 - later)];

    /// <summary>D at a place of the order.</summary>
    public double Diagonal(int place) => _diagonal[_count - 1 - place];

    /// <summary>Solves x H = b for eight b.</summary>
    /// <param name="values">b by input, and then x.</param>
    public void Solve(Span<Vector512<double>> values)
    {
        Vector512<double>[] solution = new Vector512<double>[_count];

        for (int row = 0; row < _count; row++)
        {
            solution[row] = values[this.Order[_count - 1 - row]] - this.Dot(row, solution);
        }

        for (int row = 0; row < _count; row++)
        {
            solution[row] /= Vector512.Create(_diagonal[row]);
        }

        for (int row = _count - 1; row > 0; row--)
        {
            this.Subtract(row, solution.AsSpan(0, row), solution[row]);
        }

        for (int row = 0; row < _count; row++)
        {
            values[this.Order[_count - 1 - row]] = solution[row];
        }
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        for (int column = 0; column < _count; column++)
        {
            if (team.Claim())
            {
                this.Begin(column);
            }

            team.Barrier();

            while (team.Claim(_count - column - 1, ClaimedRows, out int first, out int count))
            {
                for (int row = column + 1 + first; row < column + 1 + first + count; row++)
                {
                    ref double element = ref _factor[this.Place(row, column)];
                    element = (element - this.Dot(row, _scaled, column)) / _diagonal[column];
                }
            }

            team.Barrier();
        }
    }

    private static int[] OrderOf(InputMoments moments, int groupRows) =>
    [
        .. Enumerable.Range(0, moments.Columns)
            .GroupBy(input => input / groupRows)
            .OrderByDescending(group => group.Sum(input => moments.Square(input, input)))
            .SelectMany(group => group.OrderByDescending(input => moments.Square(input, input))),
    ];

    // Of inputs that there are: what fills heads up is always zero.
    private static double MeanOf(InputMoments moments) => Enumerable.Range(0, moments.Columns)
        .Select(input => moments.Square(input, input)).Where(static square => square > 0).DefaultIfEmpty(1 / Damping).Average();

    private nint Place(int row, int column) => ((nint)row * _count) + column;

    private void Begin(int column)
    {
        for (int i = 0; i < column; i++)
        {
            _scaled[i] = _factor[this.Place(column, i)] * _diagonal[i];
        }

        _diagonal[column] = _factor[this.Place(column, column)] - this.Dot(column, _scaled, column);
    }

    // The sum of a row's first elements times others, in eight parts whatever vectors the processor has.
    private double Dot(int row, double[] other, int count)
    {
        ref double left = ref _factor[this.Place(row, 0)];
        ref double right = ref MemoryMarshal.GetArrayDataReference(other);
        Vector512<double> parts = Vector512<double>.Zero;
        int at = 0;

        for (; at + Vector512<double>.Count <= count; at += Vector512<double>.Count)
        {
            parts += Vector512.LoadUnsafe(ref left, (nuint)at) * Vector512.LoadUnsafe(ref right, (nuint)at);
        }

        double sum = 0;

        for (int part = 0; part < Vector512<double>.Count; part++)
        {
            sum += parts[part];
        }

        for (; at < count; at++)
        {
            sum += _factor[this.Place(row, at)] * other[at];
        }

        return sum;
    }

    // In four sums, which do not wait for one another.
    private Vector512<double> Dot(int row, Vector512<double>[] solution)
    {
        ReadOnlySpan<double> factors = MemoryMarshal.CreateReadOnlySpan(ref _factor[this.Place(row, 0)], row);
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int at = 0;

        for (; at + 4 <= factors.Length; at += 4)
        {
            sum0 += Vector512.Create(factors[at]) * solution[at];
            sum1 += Vector512.Create(factors[at + 1]) * solution[at + 1];
            sum2 += Vector512.Create(factors[at + 2]) * solution[at + 2];
            sum3 += Vector512.Create(factors[at + 3]) * solution[at + 3];
        }

        for (; at < factors.Length; at++)
        {
            sum0 += Vector512.Create(factors[at]) * solution[at];
        }

        return sum0 + sum1 + (sum2 + sum3);
    }

    private void Subtract(int row, Span<Vector512<double>> solution, Vector512<double> known)
    {
        ref double factor = ref _factor[this.Place(row, 0)];

        for (int at = 0; at < solution.Length; at++)
        {
            solution[at] -= known * Vector512.Create(Unsafe.Add(ref factor, at));
        }
    }
}
