using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Generator.Graph;

/// <summary>
/// The steps of a gated recurrent unit through every sequence, from the state h = 0 on: with the gates r, z and n of the input, which a
/// projection has made of all rows, and [a, b, q] = h W^T + bias of the state,
/// r' = sigmoid(r + a), z' = sigmoid(z + b), n' = tanh(n + r' q), h' = (1 - z') n' + z' h; output = h' + residual. Cho et al. 2014.
/// </summary>
internal sealed record Recurrence(Value InputGates, Parameter Weight, Parameter? Bias, Value Previous, Value Output) : Node
{
    /// <summary>Added to the result, not to the state: a residual connection.</summary>
    public Value? Residual { get; init; }

    /// <summary>r', z', n' and q of every row, side by side, kept for the backward pass; null where there is none.</summary>
    public Value? Gates { get; init; }

    /// <summary>
    /// a, b and q of every row while a row of each slot is decoded; null in training, where a step has no rows of its own.
    /// </summary>
    public Value? HiddenGates { get; init; }

    /// <summary>The product of the states before a step, of all rows at once: what decoding has.</summary>
    public Projection Product => new(this.Previous, [this.Weight], this.Bias is null ? [] : [this.Bias], this.HiddenGates!);

    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.InputGates, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Output, this.Previous, this.Gates, this.HiddenGates);

    /// <summary>The state, which is as long after any number of tokens.</summary>
    public override DecodingState StateOf(int positions) => new RecurrentState("state", this.Output.Columns.Padded);
}

/// <summary>
/// The steps backwards through every sequence, from the gradient dh = 0 behind the last row on: with dh' = dh + outputGradient,
/// dn = dh' (1 - z') (1 - n'^2), dz = dh' (h - n') z' (1 - z'), dr = dn q r' (1 - r'), the gradients [dr, dz, dn] of the input's gates and
/// [dr, dz, dn r'] of the state's, and dh = dh' z' + [dr, dz, dn r'] W for the row before.
/// </summary>
internal sealed record RecurrenceGradient(Recurrence Forward, Value OutputGradient, Value InputGatesGradient, Value HiddenGatesGradient)
    : Node
{
    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient, this.Forward.Gates, this.Forward.Previous);

    public override IEnumerable<Value> Outputs => Values(this.InputGatesGradient, this.HiddenGatesGradient);

    public override IEnumerable<ImmutableArray<Parameter>> Transposed => [[this.Forward.Weight]];
}
