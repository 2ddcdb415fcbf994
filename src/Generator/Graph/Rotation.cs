using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>The angles that rope turns pairs of columns by. Su et al. 2021.</summary>
/// <param name="Columns">The first columns of a head, which are turned.</param>
/// <param name="Theta">What frequencies are powers of.</param>
/// <param name="Scaling">How they are stretched; null where they are not.</param>
/// <param name="Longest">The longest sequence.</param>
internal sealed record Rotation(int Columns, float Theta, RopeScaling? Scaling, int Longest)
{
    /// <summary>What cosines and sines are multiplied by.</summary>
    public float Magnitude => this.Scaling is { Type: RopeScalingType.Yarn } scaling ? scaling.AttentionFactor : 1;

    /// <summary>The rotation of layers that see all keys.</summary>
    public static Rotation Global(ModelSpecification model) => new(model.RopeColumns, model.RopeTheta, model.RopeScaling, model.MaxLength);

    /// <summary>
    /// The rotation of layers that see a window of keys: the same, unless they have a theta of their own, which nothing stretches.
    /// </summary>
    public static Rotation Local(ModelSpecification model) => model.RopeLocalTheta.Equals(model.RopeTheta)
        ? Global(model)
        : new(model.RopeColumns, model.RopeLocalTheta, Scaling: null, model.MaxLength);

    /// <summary>The rotations of a model's layers, those of global layers first.</summary>
    public static ImmutableArray<Rotation> Of(ModelSpecification model) =>
        KindsOf(model).Where(static kind => kind.IsTurned).Select(kind => kind.SeesAll ? Global(model) : Local(model)).Distinct()
            .OrderBy(rotation => rotation.Equals(Global(model)) ? 0 : 1).ToImmutableArray();

    private static IEnumerable<(bool SeesAll, bool IsTurned)> KindsOf(ModelSpecification model) =>
        model is { HasEncoder: true, HasDecoder: true }
        ? model.LayerKinds(isMemory: true).Concat(model.LayerKinds(isMemory: false))
        : model.LayerKinds(isMemory: false);

    /// <summary>Radians from one position to the next, of each pair of columns.</summary>
    public double[] Frequencies()
    {
        double theta = this.StretchedTheta();
        double[] plain = [.. Enumerable.Range(0, this.Columns / 2).Select(i => Math.Pow(theta, -2.0 * i / this.Columns))];

        return this.Scaling switch
        {
            { Type: RopeScalingType.Linear } scaling => [.. plain.Select(frequency => frequency / scaling.Factor)],
            { Type: RopeScalingType.Llama3 } scaling => [.. plain.Select(frequency => Llama3(frequency, scaling))],
            { Type: RopeScalingType.Yarn } scaling => [.. plain.Select((frequency, i) => this.Yarn(frequency, i, scaling))],
            _ => plain,
        };
    }

    private double StretchedTheta() => this.Scaling is { Type: RopeScalingType.Dynamic } scaling && this.Longest > scaling.OriginalLength
        ? this.Theta * Math.Pow(
            (scaling.Factor * (double)this.Longest / scaling.OriginalLength) - (scaling.Factor - 1), this.Columns / (this.Columns - 2.0))
        : this.Theta;

    private static double Llama3(double frequency, RopeScaling scaling)
    {
        double turns = scaling.OriginalLength * frequency / (2 * Math.PI);
        double range = scaling.HighFrequencyFactor - scaling.LowFrequencyFactor;
        double kept = Between(0, 1, (turns - scaling.LowFrequencyFactor) / range);

        return (kept * frequency) + ((1 - kept) * frequency / scaling.Factor);
    }

    private double Yarn(double frequency, int pair, RopeScaling scaling)
    {
        double first = Math.Max(0, Math.Floor(this.PairOf(scaling.BetaFast, scaling)));
        double last = Math.Min(this.Columns - 1, Math.Ceiling(this.PairOf(scaling.BetaSlow, scaling)));
        double stretched = Between(0, 1, (pair - first) / (last == first ? 0.001 : last - first));

        return (frequency / scaling.Factor * stretched) + (frequency * (1 - stretched));
    }

    // The pair of columns, a fraction, that turns so many times in the original length.
    private double PairOf(double turns, RopeScaling scaling) =>
        this.Columns * Math.Log(scaling.OriginalLength / (turns * 2 * Math.PI)) / (2 * Math.Log(this.Theta));

    private static double Between(double least, double greatest, double value) => Math.Max(least, Math.Min(greatest, value));
}
