using System;
using System.Globalization;

namespace Weft.Conformance.Onnx;

/// <summary>How far a computed output is from what the case expects.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Count">Its elements.</param>
/// <param name="Misses">Elements out of tolerance.</param>
/// <param name="Used">The largest error, as a share of its element's tolerance.</param>
/// <param name="Worst">The element with that error, in words.</param>
internal sealed record OnnxComparison(string Output, int Count, int Misses, double Used, string Worst)
{
    /// <summary>ONNX's own tolerance: |ours - expected| is at most this plus <see cref="Relative"/> x |expected|.</summary>
    private const double Absolute = 1e-7;
    private const double Relative = 1e-3;

    /// <summary>Compares as NumPy's allclose does; a NaN is as good as a NaN, and an infinity as the same infinity.</summary>
    public static OnnxComparison Of(OnnxTensor expected, double[] ours)
    {
        OnnxCaseException.ThrowUnless(
            ours.Length == expected.Values.Length, $"'{expected.Name}' has the shape {expected.ShapeText}; the operator gives {ours.Length} elements.");
        int misses = 0;
        double used = 0;
        int worst = 0;

        for (int i = 0; i < ours.Length; i++)
        {
            double share = Share(ours[i], expected.Values[i], RelativeOf(expected.Type));
            misses += share <= 1 ? 0 : 1;

            if (!(share <= used))
            {
                (used, worst) = (share, i);
            }
        }

        string words = ours.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{expected.Name}[{worst}] is {ours[worst]:G9} instead of {expected.Values[worst]:G9}");

        return new OnnxComparison(expected.Name, ours.Length, misses, used, words);
    }

    private static double Share(double ours, double expected, double relative)
    {
        if (ours.Equals(expected))
        {
            return 0;
        }

        double error = Math.Abs(ours - expected) / (Absolute + (relative * Math.Abs(expected)));

        return double.IsNaN(error) || double.IsInfinity(expected) ? double.PositiveInfinity : error;
    }

    // References in the small types are rounded after every operation: two units in the last place more.
    private static double RelativeOf(string type) => type switch
    {
        "float16" => Relative + Math.ScaleB(1, -9),
        "bfloat16" => Relative + Math.ScaleB(1, -6),
        _ => Relative,
    };
}
