using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>The frequencies of rope by the published code of each way to stretch them, pair by pair.</summary>
internal static class RopeReference
{
    /// <summary>Radians from one position to the next, of each pair of columns.</summary>
    public static double[] Frequencies(Rotation rotation) =>
        [.. Enumerable.Range(0, rotation.Columns / 2).Select(pair => Frequency(rotation, pair))];

    private static double Frequency(Rotation rotation, int pair)
    {
        double Plain(double theta) => 1 / Math.Pow(theta, 2.0 * pair / rotation.Columns);

        double plain = Plain(rotation.Theta);

        switch (rotation.Scaling)
        {
            case null:
                return plain;
            case { Type: RopeScalingType.Linear } linear:
                return plain / linear.Factor;
            case { Type: RopeScalingType.Dynamic } dynamic:
                double stretch = (dynamic.Factor * (double)Math.Max(rotation.Longest, dynamic.OriginalLength) / dynamic.OriginalLength) - (dynamic.Factor - 1);

                return Plain(rotation.Theta * Math.Pow(stretch, rotation.Columns / (rotation.Columns - 2.0)));
            case { Type: RopeScalingType.Llama3 } llama:
                return Llama3(plain, llama);
            case { Type: RopeScalingType.Yarn } yarn:
                return Yarn(plain, rotation, yarn, pair);
            default:
                throw new InvalidOperationException($"{rotation.Scaling.Type} is unknown here.");
        }
    }

    // transformers, _compute_llama3_parameters.
    private static double Llama3(double frequency, RopeScaling scaling)
    {
        double wavelength = 2 * Math.PI / frequency;

        if (wavelength > scaling.OriginalLength / scaling.LowFrequencyFactor)
        {
            return frequency / scaling.Factor;
        }

        if (wavelength < scaling.OriginalLength / scaling.HighFrequencyFactor)
        {
            return frequency;
        }

        double smooth = ((scaling.OriginalLength / wavelength) - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);

        return ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
    }

    // transformers, _compute_yarn_parameters.
    private static double Yarn(double frequency, Rotation rotation, RopeScaling scaling, int pair)
    {
        double Dimension(double turns) =>
            rotation.Columns * Math.Log(scaling.OriginalLength / (turns * 2 * Math.PI)) / (2 * Math.Log(rotation.Theta));

        double low = Math.Max(Math.Floor(Dimension(scaling.BetaFast)), 0);
        double high = Math.Min(Math.Ceiling(Dimension(scaling.BetaSlow)), rotation.Columns - 1);
        double ramp = Math.Clamp((pair - low) / (low == high ? 0.001 : high - low), 0, 1);
        double extrapolated = 1 - ramp;

        return (frequency / scaling.Factor * (1 - extrapolated)) + (frequency * extrapolated);
    }
}
