using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Searches the steps and zeros of a group of rows, for 16 columns side by side, with which integers from 0 to 15 lose least. Sixteen steps
/// from the least weight to the greatest are not it: ranges that end before either are tried as well. Each has the step that fits its
/// integers best in the sense of least squares, and the best one stays. Weights that were stored so before are found again: their range
/// has a whole number of steps, or their largest is eight of them, as in GGUF's Q4_0.
/// </summary>
internal unsafe ref struct Int4Search
{
    private const float Largest = 15;
    private const int LeastSpan = 8;
    private const float HalfOfAll = 8;

    // What is left of either end of a range: 1, 0.96, and so on. Beyond these, no group that was measured loses less.
    private const int Ends = 7;
    private const float EndStep = 0.04f;

    private readonly Vector512<float>* _rows;
    private readonly float* _importance;
    private readonly int _count;
    private Vector512<float> _steps;
    private Vector512<float> _zeros;
    private Vector512<float> _gain;

    private Int4Search(Vector512<float>* rows, float* importance, int count)
    {
        _rows = rows;
        _importance = importance;
        _count = count;
    }

    /// <summary>The best steps, and their zeros in eighths; 0 where there is no weight.</summary>
    /// <param name="rows">The weights.</param>
    /// <param name="importance">What the squared error of each row counts.</param>
    /// <param name="count">Rows.</param>
    public static (Vector512<float> Steps, Vector512<float> Zeros) Run(Vector512<float>* rows, float* importance, int count)
    {
        Int4Search search = new(rows, importance, count);
        Vector512<float> least = rows[0];
        Vector512<float> greatest = rows[0];

        for (int row = 1; row < count; row++)
        {
            least = Vector512.Min(least, rows[row]);
            greatest = Vector512.Max(greatest, rows[row]);
        }

        search.TryRanges(Vector512.Min(least, Vector512<float>.Zero), Vector512.Max(greatest, Vector512<float>.Zero));
        search.TrySpans(least, greatest);
        Vector512<float> perStep = Vector512.Create(HalfOfAll) / Vector512.Max(-least, greatest);
        search.Try(perStep, Vector512.Create(HalfOfAll));
        search.Try(perStep, Vector512.Create(HalfOfAll - 1));

        return (search._steps, search._zeros);
    }

    private void TryRanges(Vector512<float> least, Vector512<float> greatest)
    {
        for (int lower = 0; lower < Ends; lower++)
        {
            Vector512<float> from = least * Vector512.Create(1 - (lower * EndStep));

            for (int upper = 0; upper < Ends; upper++)
            {
                Vector512<float> perStep = Vector512.Create(Largest) / ((greatest * Vector512.Create(1 - (upper * EndStep))) - from);
                this.Try(perStep, -from * perStep);
            }
        }
    }

    // A zero below the integers is moved up by whole steps.
    private void TrySpans(Vector512<float> least, Vector512<float> greatest)
    {
        for (int span = LeastSpan; span <= Largest; span++)
        {
            Vector512<float> perStep = Vector512.Create((float)span) / (greatest - least);
            Vector512<float> zeros = -least * perStep;
            zeros -= Vector512.Min(Vector512.Floor(zeros), Vector512<float>.Zero);
            this.Try(perStep, Vector512.Min(zeros, Vector512.Create(Largest)));
        }
    }

    // With integers u less their zero the step of least squares is sum(w u) / sum(u u), and takes sum(w u)^2 / sum(u u) from the error.
    private void Try(Vector512<float> perStep, Vector512<float> zeros)
    {
        Vector512<float> parts = Vector512.Create((float)WeightLayout.ZeroParts);
        zeros = Vector512.Round(zeros * parts) / parts;
        Vector512<float> products = Vector512<float>.Zero;
        Vector512<float> squares = Vector512<float>.Zero;

        for (int row = 0; row < _count; row++)
        {
            Vector512<float> integer = Vector512.Round((_rows[row] * perStep) + zeros);
            integer = Vector512.Min(Vector512.Max(integer, Vector512<float>.Zero), Vector512.Create(Largest)) - zeros;
            Vector512<float> weighted = integer * Vector512.Create(_importance[row]);
            products += _rows[row] * weighted;
            squares += integer * weighted;
        }

        // Where there is no weight, or one alone, nothing here is a number, and nothing is better; nor is a step below zero, to which small
        // weights lead that count for much more than large ones.
        Vector512<float> steps = products / squares;
        Vector512<float> gain = products * steps;
        Vector512<float> isBetter = Vector512.GreaterThan(gain, _gain) & Vector512.GreaterThan(steps, Vector512<float>.Zero);
        _gain = Vector512.ConditionalSelect(isBetter, gain, _gain);
        _steps = Vector512.ConditionalSelect(isBetter, steps, _steps);
        _zeros = Vector512.ConditionalSelect(isBetter, zeros, _zeros);
    }
}
