using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Settings of Muon (Keller Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024): the matrices of layers take
/// steps in the direction of their momentum made orthogonal, and embeddings, heads, norms and biases those of <see cref="AdamW"/>. A
/// step of a matrix is 0.2 sqrt(its longer side) times as long as there, as long as AdamW's usually are, so that one learning rate and one
/// weight decay are for all (Liu et al., "Muon is scalable for LLM training", 2025). It updates whole matrices: of several ranks, each has
/// some. A matrix has one moment, all else two.
/// </summary>
public sealed record Muon : Optimizer
{
    /// <summary>The usual settings: a weight decay of 0.1.</summary>
    public Muon()
    {
        this.WeightDecay = 0.1;
    }

    /// <summary>
    /// The share of the momentum of a matrix that stays, in [0, 1); the gradient counts once more on top of it (Nesterov).
    /// </summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>The decay of the first moment of what is no matrix of a layer, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the second moment of what is no matrix of a layer, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment; not negative.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    internal override string Name => "Muon";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Moments => ["first_moment", "second_moment"];

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<string, double> Numbers => new Dictionary<string, double>
    {
        ["momentum"] = this.Momentum,
        ["beta1"] = this.Beta1,
        ["beta2"] = this.Beta2,
        ["epsilon"] = this.Epsilon,
    };

    /// <inheritdoc/>
    internal override bool TakesWhole(ParameterInfo info) =>
        info.Second is not null
        && (info.Name.Contains(".layers.", StringComparison.Ordinal) || info.Name.Contains(".layer.", StringComparison.Ordinal));

    /// <summary>A matrix has a momentum alone.</summary>
    internal override bool Keeps(ParameterInfo info, string moment) => moment == this.Moments[0] || !this.TakesWhole(info);

    /// <inheritdoc/>
    internal override nuint ScratchFloats(ParameterInfo info) => (nuint)info.PaddedCount + NewtonSchulz.ScratchFloats(info);

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        this.Check(this.Momentum is >= 0 and < 1, nameof(this.Momentum), this.Momentum, "in [0, 1)");
        this.CheckMoments(this.Beta1, this.Beta2, this.Epsilon);
    }

    /// <inheritdoc/>
    internal override unsafe void Update(in UpdateFactors factors, in UpdatePlace place) =>
        AdamWKernel.Update(
            place.Parameters, place.Gradients, (float*)place.First, (float*)place.Second, place.Length,
            AdamWFactors.Compute(this.Beta1, this.Beta2, this.Epsilon, this.ClipValue, factors));

    /// <inheritdoc/>
    internal override unsafe void UpdateWhole(ParameterInfo info, in UpdateFactors factors, in UpdatePlace place, float* scratch)
    {
        MuonKernel.ComputeDirection(
            place, scratch, (float)factors.GradientScale, (float)(this.ClipValue ?? double.PositiveInfinity), (float)this.Momentum);
        NewtonSchulz.Orthogonalize(info, scratch, scratch + place.Length);
        double length = 0.2 * Math.Sqrt(Math.Max(info.First.Count, info.Second!.Value.Count));
        MuonKernel.Step(place, scratch, (float)(1 - (factors.Rate * factors.WeightDecay)), (float)(factors.Rate * length));
    }
}
