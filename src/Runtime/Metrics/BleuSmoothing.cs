using System;
using System.Globalization;

namespace Weft;

/// <summary>
/// What BLEU does about an n-gram order without a match, whose precision of 0 would make the whole score 0: the methods that Chen and
/// Cherry compare ("A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", 2014). Without any match at all the score is
/// 0 under each.
/// </summary>
public readonly record struct BleuSmoothing
{
    private BleuSmoothing(BleuSmoothingMethod method, double value)
    {
        this.Method = method;
        this.Value = value;
    }

    /// <summary>mteval's own, and the default: the k-th order without a match has precision 1 / (2^k x n-grams).</summary>
    public static BleuSmoothing Exponential => default;

    /// <summary>No smoothing: an order without a match makes the score 0.</summary>
    public static BleuSmoothing None => new(BleuSmoothingMethod.None, 0);

    /// <summary>The method.</summary>
    public BleuSmoothingMethod Method { get; }

    /// <summary>Its parameter; 0 where it has none.</summary>
    public double Value { get; }

    /// <summary>An order without a match counts as this many matches.</summary>
    /// <param name="matches">0 or more.</param>
    public static BleuSmoothing Floor(double matches = 0.1) => new(BleuSmoothingMethod.Floor, Checked(matches, nameof(matches)));

    /// <summary>All orders above 1 get this many matches and n-grams more (Lin and Och 2004).</summary>
    /// <param name="count">0 or more.</param>
    public static BleuSmoothing AddK(double count = 1) => new(BleuSmoothingMethod.AddK, Checked(count, nameof(count)));

    /// <summary>The name in a signature: exp, floor[0.10], add-k[1.00] or none.</summary>
    public override string ToString() => this.Method switch
    {
        BleuSmoothingMethod.Exponential => "exp",
        BleuSmoothingMethod.Floor => string.Create(CultureInfo.InvariantCulture, $"floor[{FixedPoint.Format(this.Value, 2)}]"),
        BleuSmoothingMethod.AddK => string.Create(CultureInfo.InvariantCulture, $"add-k[{FixedPoint.Format(this.Value, 2)}]"),
        _ => "none",
    };

    private static double Checked(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A smoothing value is a finite number, 0 or more.");
}
