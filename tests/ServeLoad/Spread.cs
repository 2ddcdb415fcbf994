using System;
using System.Collections.Generic;

namespace Weft.ServeLoad;

/// <summary>Times, and how they lie.</summary>
internal sealed class Spread
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public void Add(double milliseconds)
    {
        lock (_values)
        {
            _values.Add(milliseconds);
        }
    }

    public override string ToString()
    {
        _values.Sort();

        return _values.Count == 0 ? "none" : FormattableString.Invariant($"p50 {this.At(0.5):F2} ms, p99 {this.At(0.99):F2} ms, most {_values[^1]:F2} ms");
    }

    private double At(double part) => _values[(int)(part * (_values.Count - 1))];
}
