using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Settings of stochastic gradient descent, with momentum (Sutskever et al., "On the importance of initialization and momentum in deep
/// learning", 2013), by PyTorch's definition and defaults: neither momentum nor weight decay. The decay is a part of the gradient, and so
/// of the momentum. Its memory is one number for each parameter, or none without momentum.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>The share of the last step's direction that goes on, in [0, 1); 0.9 is usual.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the gradient counts once more on top of the momentum (Nesterov); only with a momentum.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    internal override string Name => "SGD";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Moments => this.Momentum > 0 ? ["momentum_buffer"] : [];

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<string, double> Numbers =>
        new Dictionary<string, double> { ["momentum"] = this.Momentum, ["nesterov"] = this.Nesterov ? 1 : 0 };

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        this.Check(this.Momentum is >= 0 and < 1, nameof(this.Momentum), this.Momentum, "in [0, 1)");
        this.Check(
            !this.Nesterov || this.Momentum > 0, nameof(this.Momentum), this.Momentum, $"above 0 where {nameof(this.Nesterov)} is set");
    }

    /// <inheritdoc/>
    internal override void Update(in UpdateFactors factors, in UpdatePlace place)
    {
        SgdFactors own = new(
            (float)factors.GradientScale, (float)(this.ClipValue ?? double.PositiveInfinity), (float)factors.WeightDecay,
            (float)this.Momentum, (float)factors.Rate, this.Nesterov);

        if (this.Momentum > 0)
        {
            SgdKernel.UpdateWithMomentum(place, own);
        }
        else
        {
            SgdKernel.Update(place, own);
        }
    }
}
