using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Benchmarks.Curves;

/// <summary>How a cost is expected to grow: a sum of one or two terms, whose factors are fitted to what was measured.</summary>
/// <param name="Formula">The terms, for legends: <c>a + b T</c>.</param>
/// <param name="Terms">What each factor is multiplied by.</param>
internal sealed record Growth(string Formula, params IReadOnlyList<Func<double, double>> Terms)
{
    /// <summary>
    /// Fits the factors by least squares of the relative deviations, so that small costs count as much as large ones. A term whose factor
    /// would be negative is left out: no cost shrinks with the work.
    /// </summary>
    /// <param name="points">What was measured; costs are above zero.</param>
    /// <returns>The expected cost as a function.</returns>
    public Func<double, double> Fit(IReadOnlyList<(double X, double Cost)> points)
    {
        double[] factors = Solve(this.Terms, points);

        if (factors.Length == 2 && factors.Any(static factor => factor < 0))
        {
            int kept = factors[0] < 0 ? 1 : 0;
            double alone = Solve([this.Terms[kept]], points)[0];
            factors[kept] = alone;
            factors[1 - kept] = 0;
        }

        return x => this.Terms.Zip(factors, (term, factor) => factor * term(x)).Sum();
    }

    // The normal equations of at most two unknowns; rows are term(x) / cost, the right side is 1.
    private static double[] Solve(IReadOnlyList<Func<double, double>> terms, IReadOnlyList<(double X, double Cost)> points)
    {
        double Dot(Func<double, double> left, Func<double, double> right) => points.Sum(point => left(point.X) * right(point.X) / (point.Cost * point.Cost));
        double Right(Func<double, double> term) => points.Sum(point => term(point.X) / point.Cost);

        if (terms.Count == 1)
        {
            return [Right(terms[0]) / Dot(terms[0], terms[0])];
        }

        double a = Dot(terms[0], terms[0]);
        double b = Dot(terms[0], terms[1]);
        double c = Dot(terms[1], terms[1]);
        double determinant = (a * c) - (b * b);

        // One point, or terms that do not differ at the points: the first alone says as much.
        return Math.Abs(determinant) <= 1e-12 * a * c
            ? [Right(terms[0]) / a, 0]
            : [((c * Right(terms[0])) - (b * Right(terms[1]))) / determinant, ((a * Right(terms[1])) - (b * Right(terms[0]))) / determinant];
    }
}
