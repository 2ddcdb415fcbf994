using System;
using System.Collections.Generic;
using System.Globalization;

namespace Weft.Samples;

/// <summary>What a chapter found out: numbers that the text quotes, and figures.</summary>
internal sealed class Findings
{
    // Enough for any number that is quoted, and less than what libraries of mathematics differ in.
    private const string Digits = "G6";

    private readonly SortedDictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IFigure> _figures = new(StringComparer.Ordinal);

    /// <summary>The numbers, by their keys, to six digits.</summary>
    public IReadOnlyDictionary<string, double> Numbers => _numbers;

    /// <summary>The figures, by the names of their files.</summary>
    public IReadOnlyDictionary<string, IFigure> Figures => _figures;

    /// <summary>Notes a number.</summary>
    /// <param name="key">What comments in the text call it.</param>
    /// <param name="value">The number; finite.</param>
    public void Add(string key, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException($"{key} is {value}, which nobody can quote.");
        }

        _numbers.Add(key, double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>Notes a figure.</summary>
    /// <param name="name">The name of its files, without language and extension.</param>
    /// <param name="figure">The figure.</param>
    public void Add(string name, IFigure figure) => _figures.Add(name, figure);
}
