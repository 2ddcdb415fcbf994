using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Settings of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) with PyTorch's definition and defaults: a
/// weight decay of 1e-2.
/// </summary>
public sealed record AdamW : Optimizer
{
    /// <summary>PyTorch's defaults.</summary>
    public AdamW()
    {
        this.WeightDecay = 1e-2;
    }

    /// <summary>The decay of the first moment, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the second moment, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment; not negative.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// How the moments are kept between steps. A checkpoint is resumed with the storage that it was made with.
    /// </summary>
    public MomentStorage MomentStorage { get; init; }

    /// <inheritdoc/>
    internal override string Name => "AdamW";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Moments => ["first_moment", "second_moment"];

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<string, double> Numbers =>
        new Dictionary<string, double> { ["beta1"] = this.Beta1, ["beta2"] = this.Beta2, ["epsilon"] = this.Epsilon };

    /// <inheritdoc/>
    internal override MomentStorage Storage => this.MomentStorage;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        this.Check(
            Enum.IsDefined(this.MomentStorage), nameof(this.MomentStorage), (double)this.MomentStorage,
            string.Join(" or ", Enum.GetNames<MomentStorage>()));
        this.CheckMoments(this.Beta1, this.Beta2, this.Epsilon);
    }

    /// <inheritdoc/>
    internal override unsafe void Update(in UpdateFactors factors, in UpdatePlace place)
    {
        AdamWFactors own = AdamWFactors.Compute(this.Beta1, this.Beta2, this.Epsilon, this.ClipValue, factors);

        switch (this.MomentStorage)
        {
            case MomentStorage.BFloat16:
                AdamWStoredKernel.Update<BFloat16Moments, BFloat16Moments>(place, own, new RoundingNoise(factors.Step));
                break;
            case MomentStorage.Float8:
                AdamWStoredKernel.Update<FirstFloat8Moments, SecondFloat8Moments>(place, own, new RoundingNoise(factors.Step));
                break;
            default:
                AdamWKernel.Update(
                    place.Parameters, place.Gradients, (float*)place.First, (float*)place.Second, place.Length, own);
                break;
        }
    }
}
