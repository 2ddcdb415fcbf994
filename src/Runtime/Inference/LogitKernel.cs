using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// Passes over the logits of one text. Multiplications and additions are separate, and four sums run side by side whatever the processor
/// has: the same bits on every instruction set.
/// </summary>
internal static class LogitKernel
{
    private const double Log2OfE = 1.4426950408889634;

    // 1.5 x 2^52: a sum with it is rounded to an integer, which stands in its lowest bits.
    private const double Rounder = 6755399441055744;

    // ln 2 in two parts; n times the first one, whose last 21 bits are zero, is exact.
    private const double Ln2High = 0.69314718036912382;
    private const double Ln2Low = 1.9082149292705877e-10;

    // e^x is below 2^-1020 from here on, and nothing beside the largest weight, which is 1.
    private const double Smallest = -707;

    /// <summary>The place of the largest logit, the first one of several.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN, or the largest is infinite.</exception>
    public static int FindBest(ReadOnlySpan<float> logits)
    {
        float largest = FindLargest(logits);
        int token = 0;

        if (float.IsNaN(largest))
        {
            while (!float.IsNaN(logits[token]))
            {
                token++;
            }

            throw new InvalidOperationException($"The logit of token {token} is no number: the model's parameters are damaged.");
        }

        while (logits[token] != largest)
        {
            token++;
        }

        return float.IsFinite(largest) ? token : throw new InvalidOperationException(largest > 0
            ? $"The logit of token {token} is infinite: the model's parameters are damaged."
            : "No logit is finite: the model's parameters are damaged.");
    }

    /// <summary>weights = exp((logit - largest) / temperature), within 2 units in the last place; 0 below 1e-307.</summary>
    /// <param name="logits">The logits, none of them NaN.</param>
    /// <param name="largest">The largest of them.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="weights">As many as there are logits.</param>
    /// <returns>The sum of the weights.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Weigh(ReadOnlySpan<float> logits, float largest, double temperature, Span<double> weights)
    {
        Vector256<double> offset = Vector256.Create((double)largest);
        Vector256<double> divisor = Vector256.Create(temperature);
        Vector256<double> total = Vector256<double>.Zero;
        int whole = logits.Length - (logits.Length % Vector256<float>.Count);

        for (int at = 0; at < whole; at += Vector256<float>.Count)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(logits[at..]));
            low = Exp((low - offset) / divisor);
            high = Exp((high - offset) / divisor);
            low.CopyTo(weights[at..]);
            high.CopyTo(weights[(at + Vector256<double>.Count)..]);
            total = total + low + high;
        }

        double sum = Vector256.Sum(total);

        for (int at = whole; at < logits.Length; at++)
        {
            weights[at] = Exp(Vector256.Create(((double)logits[at] - largest) / temperature)).ToScalar();
            sum += weights[at];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float FindLargest(ReadOnlySpan<float> logits)
    {
        Vector256<float> greatest = Vector256.Create(float.NegativeInfinity);
        int whole = logits.Length - (logits.Length % Vector256<float>.Count);

        for (int at = 0; at < whole; at += Vector256<float>.Count)
        {
            greatest = Vector256.Max(greatest, Vector256.Create(logits[at..]));
        }

        float largest = float.NegativeInfinity;

        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = Math.Max(largest, greatest[lane]);
        }

        for (int at = whole; at < logits.Length; at++)
        {
            largest = Math.Max(largest, logits[at]);
        }

        return largest;
    }

    // x = n ln 2 + r with |r| at most ln 2 / 2; e^r by its Taylor polynomial of degree 13, the rest of which is below 5e-18; n is added
    // to the exponent bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Exp(Vector256<double> x)
    {
        Vector256<double> shifted = (x * Log2OfE) + Vector256.Create(Rounder);
        Vector256<double> n = shifted - Vector256.Create(Rounder);
        Vector256<double> r = x - (n * Ln2High) - (n * Ln2Low);
        Vector256<double> sum = Vector256.Create(1.0 / 6227020800);
        sum = (sum * r) + Vector256.Create(1.0 / 479001600);
        sum = (sum * r) + Vector256.Create(1.0 / 39916800);
        sum = (sum * r) + Vector256.Create(1.0 / 3628800);
        sum = (sum * r) + Vector256.Create(1.0 / 362880);
        sum = (sum * r) + Vector256.Create(1.0 / 40320);
        sum = (sum * r) + Vector256.Create(1.0 / 5040);
        sum = (sum * r) + Vector256.Create(1.0 / 720);
        sum = (sum * r) + Vector256.Create(1.0 / 120);
        sum = (sum * r) + Vector256.Create(1.0 / 24);
        sum = (sum * r) + Vector256.Create(1.0 / 6);
        sum = (sum * r) + Vector256.Create(0.5);
        sum = (sum * r) + Vector256<double>.One;
        sum = (sum * r) + Vector256<double>.One;
        Vector256<double> power = (sum.AsInt64() + (shifted.AsInt64() << 52)).AsDouble();

        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Smallest)), Vector256<double>.Zero, power);
    }
}
