using System;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Compares what kernels computed in single precision with the interpreter's doubles.</summary>
internal sealed class Closeness
{
    /// <summary>The largest error so far, as a share of the largest reference of its tensor.</summary>
    public double Largest { get; private set; }

    /// <summary>Checks a tensor: max |ours - reference| is at most a share of max |reference|, plus a constant.</summary>
    public void Check(string what, ReadOnlySpan<float> ours, ReadOnlySpan<double> reference, double relative, double absolute = 0)
    {
        Assert.Equal(reference.Length, ours.Length);
        double error = 0;
        double scale = 0;
        int worst = 0;

        for (int i = 0; i < reference.Length; i++)
        {
            double difference = Math.Abs(ours[i] - reference[i]);
            scale = Math.Max(scale, Math.Abs(reference[i]));

            if (!(difference <= error))
            {
                error = difference;
                worst = i;
            }
        }

        Assert.True(
            error <= (relative * scale) + absolute,
            $"{what}[{worst}] is {ours[worst]:G9} instead of {reference[worst]:G9}, off by {error:G3}; the tensor's largest is {scale:G3}");

        // A tensor that is zero in theory has only noise, and no relative error.
        if (scale > 100 * absolute)
        {
            this.Largest = Math.Max(this.Largest, error / scale);
        }
    }

    /// <summary>Checks one number.</summary>
    public void Check(string what, double ours, double reference, double relative)
    {
        double error = Math.Abs(ours - reference) / Math.Abs(reference);
        Assert.True(error <= relative, $"{what} is {ours:G9} instead of {reference:G9}, off by {error:G3} of it");
        this.Largest = Math.Max(this.Largest, error);
    }
}
