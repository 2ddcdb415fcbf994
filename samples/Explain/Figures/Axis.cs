using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft.Samples;

/// <summary>A direction of a chart: from values to places, with round numbers beside it.</summary>
internal sealed class Axis
{
    private readonly double _from;
    private readonly double _to;
    private readonly bool _logarithmic;

    /// <param name="values">What has to find room.</param>
    /// <param name="logarithmic">Whether factors, not differences, are equally long.</param>
    /// <param name="count">About how many numbers stand beside it.</param>
    /// <param name="isTight">Whether it ends with the values, and not with the next round numbers.</param>
    public Axis(IEnumerable<double> values, bool logarithmic, int count, bool isTight)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double least = finite.Min();
        double most = finite.Max();
        _logarithmic = logarithmic;
        double[] ticks = logarithmic ? Powers(least, most) : Rounds(least, most, count);
        double slack = isTight ? (most - least) * 1e-9 : double.PositiveInfinity;
        this.Ticks = [.. ticks.Where(tick => tick >= least - slack && tick <= most + slack)];
        _from = Math.Min(least, this.Ticks[0]);
        _to = Math.Max(most, this.Ticks[^1]);
    }

    /// <summary>The numbers beside it.</summary>
    public double[] Ticks { get; }

    /// <summary>Where a value stands, 0 to 1.</summary>
    public double PlaceOf(double value) => _logarithmic
        ? Math.Log(value / _from) / Math.Log(_to / _from)
        : (value - _from) / (_to - _from);

    /// <summary>A number as it stands beside the axis.</summary>
    public static string Format(double value) => Math.Abs(value) is > 0 and (< 0.001 or >= 10_000)
        ? value.ToString("0.#e0", CultureInfo.InvariantCulture)
        : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static double[] Rounds(double least, double most, int count)
    {
        double rough = Math.Max(most - least, 1e-9) / count;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= rough * 0.999);
        int first = (int)Math.Floor((least / step) + 1e-9);
        int last = (int)Math.Ceiling((most / step) - 1e-9);

        return [.. Enumerable.Range(first, Math.Max(last, first + 1) - first + 1).Select(index => Math.Round(index * step, 12))];
    }

    // Powers of ten; of two, where there is but one or two of ten.
    private static double[] Powers(double least, double most)
    {
        double[] tens = Between(10, least, most);
        double[] numbers = tens.Length >= 3 ? tens : Between(2, least, most);

        return numbers.Length > 8 ? [.. numbers.Where((_, index) => index % 2 == 0)] : numbers;
    }

    private static double[] Between(double radix, double least, double most)
    {
        int first = (int)Math.Ceiling(Math.Log(least, radix) - 1e-9);
        int last = (int)Math.Floor(Math.Log(most, radix) + 1e-9);

        return last < first ? [least, most] : [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(radix, power))];
    }
}
