using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft.Stress.Running;

/// <summary>A tensor of the interpreter's, and how far another may be from it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Values">The values in double.</param>
/// <param name="Tolerance">The largest difference of an element.</param>
internal sealed record Quantity(string Name, double[] Values, double Tolerance)
{
    /// <summary>Updates of parameters that it is computed after.</summary>
    public int Updates { get; init; }

    /// <summary>The largest magnitude of what was computed on the way to it; 0 where nobody asks.</summary>
    public double LargestOnTheWay { get; init; }

    /// <summary>The largest value.</summary>
    public double Largest => this.Values.Length == 0 ? 0 : this.Values.Max(Math.Abs);

    /// <summary>One with a tolerance that is a part of its largest value, and a constant.</summary>
    public static Quantity Of(string name, double[] values, double relative, double absolute)
    {
        Quantity exact = new(name, values, absolute);

        return exact with { Tolerance = (relative * exact.Largest) + absolute };
    }

    /// <summary>The largest difference of other values, in tolerances; infinite where one of them is no number.</summary>
    public double ErrorOf(double[] others)
    {
        if (others.Length != this.Values.Length)
        {
            throw new InvalidOperationException($"{this.Name} has {this.Values.Length} elements, and not {others.Length}.");
        }

        double error = 0;

        for (int i = 0; i < others.Length; i++)
        {
            double difference = Math.Abs(others[i] - this.Values[i]);
            error = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(error, difference);
        }

        return error == 0 ? 0 : error / this.Tolerance;
    }
}

/// <summary>Tensors of the interpreter's, and what another makes of them.</summary>
internal static class Quantities
{
    /// <summary>
    /// Gradients beyond it, or made of what is, tell nothing. Norms of rows that are next to nothing multiply a gradient by hundreds each: a
    /// product of such values may be more than a float can be, and infinity times 0 is no number.
    /// </summary>
    public const double LargestValue = 1e30;

    // As a reference that cannot repeat itself by less than this tells nothing.
    private const double LargestMoved = 0.3;
    private const int Moves = 8;

    // A sum of many terms is rounded once for each, and moved once.
    private const double MostRatio = 1000;
    private const int Shown = 6;

    /// <summary>The largest difference of all, in tolerances.</summary>
    public static double WorstOf(IEnumerable<Quantity> expected, IReadOnlyDictionary<string, double[]> actual) =>
        expected.Max(quantity => quantity.ErrorOf(actual[quantity.Name]));

    /// <summary>Says whether all are within their tolerances, and if not, whether the case can tell that.</summary>
    /// <param name="expected">What the interpreter computes.</param>
    /// <param name="actual">What the kernels compute.</param>
    /// <param name="move">What the interpreter computes where everything is moved by 1e-7, for a seed.</param>
    public static Outcome Judge(
        IReadOnlyList<Quantity> expected, IReadOnlyDictionary<string, double[]> actual, Func<int, IReadOnlyList<Quantity>> move)
    {
        double worst = WorstOf(expected, actual);

        if (worst <= 1)
        {
            return new Outcome(Verdict.Passed, "", worst);
        }

        Quantity[] wrong = [.. expected.Where(quantity => quantity.ErrorOf(actual[quantity.Name]) > 1)];
        Dictionary<string, double> moved = MostMoved(wrong, move);

        // Each by itself: what moves little is no excuse for a large error, nor for that of another tensor.
        // But updates that are made of what tells nothing go one way or the other, and a few moves do not find every way.
        bool MovesAsFar(Quantity quantity) => moved[quantity.Name] > Math.Max(LargestMoved, quantity.ErrorOf(actual[quantity.Name]) / MostRatio);
        int known = wrong.Where(MovesAsFar).Select(static quantity => quantity.Updates).DefaultIfEmpty(int.MaxValue).Min();
        bool LeavesRange(Quantity quantity) => quantity.LargestOnTheWay > LargestValue && !actual[quantity.Name].All(double.IsFinite);
        bool TellsNothing(Quantity quantity) => quantity.Updates > known || LeavesRange(quantity) || MovesAsFar(quantity);
        bool tellsNothing = wrong.All(TellsNothing);
        string detail = string.Join(
            '\n', wrong.OrderBy(TellsNothing).Take(Shown).Select(quantity => Describe(quantity, actual[quantity.Name], moved[quantity.Name])));

        return new Outcome(
            tellsNothing ? Verdict.IllConditioned : Verdict.Failed, $"{wrong.Length} of {expected.Count} are out of tolerance\n{detail}", worst);
    }

    // The largest of several movements, in tolerances.
    private static Dictionary<string, double> MostMoved(Quantity[] wrong, Func<int, IReadOnlyList<Quantity>> move)
    {
        Dictionary<string, double> most = wrong.ToDictionary(static quantity => quantity.Name, static _ => 0.0);

        for (int seed = 0; seed < Moves; seed++)
        {
            Dictionary<string, double[]> moved = move(seed).ToDictionary(static item => item.Name, static item => item.Values);

            foreach (Quantity quantity in wrong)
            {
                most[quantity.Name] = Math.Max(most[quantity.Name], quantity.ErrorOf(moved[quantity.Name]));
            }
        }

        return most;
    }

    private static string Describe(Quantity quantity, double[] actual, double moved)
    {
        int place = Enumerable.Range(0, actual.Length)
            .MaxBy(i => double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs(actual[i] - quantity.Values[i]));

        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {quantity.Name}[{place}] is {actual[place]:G9} instead of {quantity.Values[place]:G9}, the largest is {quantity.Largest:G3}: {quantity.ErrorOf(actual):G3} tolerances, moved by {moved:G3}");
    }
}
