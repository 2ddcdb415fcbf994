using System;
using System.Collections.Generic;

namespace Weft.Benchmarks.Measuring;

/// <summary>Values of repetitions, in the order in which they were measured.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public Series(params IEnumerable<double> values)
    {
        _values.AddRange(values);
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The value in the middle, or the mean of the two there; what a disturbed repetition hardly moves.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public double Median
    {
        get
        {
            double[] sorted = this.Sort();
            int middle = sorted.Length / 2;

            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public double Least => this.Sort()[0];

    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public double Most => this.Sort()[^1];

    public void Add(double value) => _values.Add(value);

    /// <summary>What another quantity comes to in every repetition.</summary>
    public Series Select(Func<double, double> convert)
    {
        Series result = new();

        foreach (double value in _values)
        {
            result.Add(convert(value));
        }

        return result;
    }

    private double[] Sort()
    {
        if (_values.Count == 0)
        {
            throw new InvalidOperationException("A series without values has no median.");
        }

        double[] sorted = [.. _values];
        Array.Sort(sorted);

        return sorted;
    }
}
