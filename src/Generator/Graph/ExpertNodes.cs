using System.Collections.Generic;

namespace Weft.Generator.Graph;

/// <summary>
/// The experts of each row with the greatest logits, of equal ones those with lower numbers, and their weights:
/// softmax(logits) at the choices, divided by its sum there where the weights are normalized. Shazeer et al. 2017.
/// </summary>
internal sealed record Route(Value Logits, Routing Routing) : Node
{
    /// <summary>Whether the weights of a row are scaled to a sum of 1.</summary>
    public required bool Normalizes { get; init; }

    /// <summary>What the loss that balances is multiplied by; 0 for none.</summary>
    public required float BalanceLoss { get; init; }

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Logits);

    public override IEnumerable<Value> Outputs => Values(this.Routing.Choices, this.Routing.Weights);
}

/// <summary>Where the pairs of rows and experts stand, experts in their order, the pairs of an expert in the order of their rows.</summary>
internal sealed record Group(Routing Routing) : Node
{
    public override Domain Domain => Domain.Whole;

    public override IEnumerable<Value> Inputs => Values(this.Routing.Choices);

    public override IEnumerable<Value> Outputs =>
        Values(this.Routing.Places, this.Routing.Sources, this.Routing.Groups, this.Routing.Items);
}

/// <summary>output[pair] = input[row of the pair].</summary>
internal sealed record Gather(Routing Routing) : Node
{
    public override Domain Domain => Domain.Pairs;

    public override IEnumerable<Value> Inputs => Values(this.Routing.Input, this.Routing.Sources, this.Routing.Items);

    public override IEnumerable<Value> Outputs => Values(this.Routing.Gathered);
}

/// <summary>
/// output[row] = residual[row] + sum over the pairs of the row of weight[pair] x input[pair], in the order of the choices. Without weights
/// each counts 1: the gradient of gathered rows.
/// </summary>
internal sealed record Combine(Value Input, Value Output) : Node
{
    /// <summary>Whether pairs have weights.</summary>
    public required bool IsWeighted { get; init; }

    /// <summary>Added to the result: a residual connection, or the gradient that arrives by another way.</summary>
    public Value? Residual { get; init; }

    /// <summary>The pairs.</summary>
    public Routing Routing => this.Input.Pairs!;

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs =>
        Values(this.Input, this.Routing.Places, this.IsWeighted ? this.Routing.Weights : null, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// result[pair] = weight[pair] x outputGradient[row of the pair], and the gradient of the weight, outputGradient[row] . input[pair].
/// </summary>
internal sealed record CombineGradient(Combine Forward, Value OutputGradient, Value Result, Value WeightGradient) : Node
{
    public override Domain Domain => Domain.Pairs;

    public override IEnumerable<Value> Inputs => Values(
        this.OutputGradient, this.Forward.Input, this.Forward.Routing.Weights, this.Forward.Routing.Sources, this.Forward.Routing.Items);

    public override IEnumerable<Value> Outputs => Values(this.Result, this.WeightGradient);
}

/// <summary>
/// output = sigmoid(logit of the row) x input + residual: a shared expert that a position may have less of. Yang et al. 2024.
/// </summary>
internal sealed record RowGate(Value Input, Value Logit, Value Output) : Node
{
    public Value? Residual { get; init; }

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input, this.Logit, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// result = s x outputGradient and the gradient of the logit, s x (1 - s) x (outputGradient . input), with s = sigmoid(logit of the row).
/// </summary>
internal sealed record RowGateGradient(RowGate Forward, Value OutputGradient, Value Result, Value LogitGradient) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient, this.Forward.Input, this.Forward.Logit);

    public override IEnumerable<Value> Outputs => Values(this.Result, this.LogitGradient);
}

/// <summary>
/// The gradient of logits through the weights of the choices, p x (g - sum(p x g)) with the probabilities p = softmax(logits), or through
/// their quotient; the choice itself has none. Load balancing adds a slope to g for every expert, the more positions it has: with
/// f and m the part of positions that an expert has and its mean probability over all layers, the loss is count x sum(f x m). Fedus et al.
/// 2022, over layers as one as in Jiang et al. 2024.
/// </summary>
internal sealed record RouteGradient(Route Forward, Value WeightGradient, Value Result) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(
        this.WeightGradient, this.Forward.Logits, this.Forward.Routing.Choices,
        this.Forward.BalanceLoss > 0 ? this.Forward.Routing.Groups : null);

    public override IEnumerable<Value> Outputs => Values(this.Result);
}
