using System;

namespace Weft.Conformance.Torch;

/// <summary>How far a computed tensor is from the reference.</summary>
/// <param name="Tensor">The tensor's name in the file.</param>
/// <param name="Error">The largest |ours - reference|; no number where ours is none.</param>
/// <param name="Scale">The largest |reference|.</param>
/// <param name="Tolerance">The largest error that passes.</param>
internal sealed record Comparison(string Tensor, double Error, double Scale, double Tolerance)
{
    /// <summary>Whether the error is within the tolerance; false for an error that is no number.</summary>
    public bool Passed => this.Error <= this.Tolerance;

    /// <summary>The error as a share of the largest reference; infinite where that is zero and the error is not.</summary>
    public double RelativeError => this.Error == 0 ? 0 : this.Error / this.Scale;

    /// <summary>The error as a share of the tolerance.</summary>
    public double ToleranceUsed => this.Error == 0 ? 0 : this.Error / this.Tolerance;

    /// <summary>Compares elements; the tolerance is a share of the largest |reference| plus a constant.</summary>
    public static Comparison Of(string tensor, ReadOnlySpan<float> ours, ReadOnlySpan<float> reference, double relative, double absolute = 0)
    {
        double error = 0;
        double scale = 0;

        for (int i = 0; i < reference.Length; i++)
        {
            // Math.Max hands a value that is no number on.
            error = Math.Max(error, Math.Abs((double)ours[i] - reference[i]));
            scale = Math.Max(scale, Math.Abs((double)reference[i]));
        }

        return new Comparison(tensor, error, scale, (relative * scale) + absolute);
    }

    /// <summary>Compares one number.</summary>
    public static Comparison Of(string tensor, double ours, double reference, double relative) =>
        new(tensor, Math.Abs(ours - reference), Math.Abs(reference), relative * Math.Abs(reference));
}
