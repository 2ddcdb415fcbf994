using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>result = outputGradient W x factor + residual.</summary>
internal sealed record InputGradient(Slice OutputGradient, ImmutableArray<Parameter> Weights, Slice Result) : Node
{
    /// <summary>The weights of each expert; one set where there are no experts.</summary>
    public IEnumerable<ImmutableArray<Parameter>> OfExperts =>
        this.Weights[0].Experts.Select((_, expert) => this.Weights.Select(weight => weight.Experts.ElementAt(expert)).ToImmutableArray());

    /// <summary>The derivative of the activation before this projection, or the output that tells it.</summary>
    public Value? Factor { get; init; }

    /// <summary>Whether the factor is 1 where <see cref="Factor"/> is positive, else 0: an output that tells the derivative.</summary>
    public bool IsMasked { get; init; }

    /// <summary>The gradient that arrives by another way.</summary>
    public Value? Residual { get; init; }

    /// <summary>The weights transposed, where a <see cref="Transpose"/> makes them; null where the model keeps copies of them.</summary>
    public Value? Transposed { get; init; }

    public override IEnumerable<ImmutableArray<Parameter>> TransposedCopies => this.Transposed is null ? this.OfExperts : [];

    public override Domain Domain => DomainOf(this.Result.Matrix);

    public override IEnumerable<Value> Inputs =>
        Values(this.OutputGradient.Matrix, this.Factor, this.Residual, this.Transposed).Concat(TablesOf(this.Result.Matrix));

    public override IEnumerable<Value> Outputs => Values(this.Result.Matrix);
}

/// <summary>
/// Weights that stand side by side, transposed: those that no optimizer keeps a copy of, made where they are needed and in a place that
/// the next ones take.
/// </summary>
internal sealed record Transpose(ImmutableArray<Parameter> Weights, Value Output) : Node
{
    public override Domain Domain => Domain.Weights;

    public override IEnumerable<Value> Inputs => Values();

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>The upper halves of a matrix's floats, rounded to nearest, ties to even.</summary>
internal sealed record Halve(Value Input, Value Output) : Node
{
    public override Domain Domain => DomainOf(this.Output);

    public override IEnumerable<Value> Inputs => Values(this.Input).Concat(TablesOf(this.Output));

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>A matrix whose floats have zeros in the place of their lower halves.</summary>
internal sealed record Restore(Value Input, Value Output) : Node
{
    public override Domain Domain => DomainOf(this.Output);

    public override IEnumerable<Value> Inputs => Values(this.Input).Concat(TablesOf(this.Output));

    public override IEnumerable<Value> Outputs => Values(this.Output);
}

/// <summary>
/// result = outputGradient x factor: through an activation whose output is read by something else than a product, which has the factor in
/// its own gradient.
/// </summary>
internal sealed record ActivationGradient(Value OutputGradient, Value Factor, bool IsMasked, Value Result) : Node
{
    public override Domain Domain => DomainOf(this.Result);

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient, this.Factor).Concat(TablesOf(this.Result));

    public override IEnumerable<Value> Outputs => Values(this.Result);
}

/// <summary>
/// dW = outputGradient^T input and db = sum over rows of outputGradient; of those that are trained, weights, biases or both of them.
/// </summary>
internal sealed record WeightGradient(
    Slice Input, Slice OutputGradient, ImmutableArray<Parameter> Weights, ImmutableArray<Parameter> Biases) : Node
{
    /// <summary>The bias that nothing depends on, whose gradient is zero: sums of rows would leave their rounding.</summary>
    public Parameter? IdleBias { get; init; }

    public override Domain Domain => Domain.Parameters;

    public override IEnumerable<Value> Inputs =>
        Values(this.Weights.IsEmpty ? null : this.Input.Matrix, this.OutputGradient.Matrix, this.Input.Matrix.Pairs?.Groups);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>
/// result = inverseDeviation x (g - mean(g) - n x mean(g x n)) + residual,
/// g = outputGradient x weight, n = (input - mean) x inverseDeviation.
/// </summary>
internal sealed record NormGradient(Norm Forward, Slice OutputGradient, Slice Result) : Node
{
    /// <summary>The gradient that arrives by another way.</summary>
    public Value? Residual { get; init; }

    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(
        this.OutputGradient.Matrix, this.Forward.Input.Matrix, this.Forward.Mean, this.Forward.InverseDeviation, this.Residual);

    public override IEnumerable<Value> Outputs => Values(this.Result.Matrix);
}

/// <summary>
/// dweight = sum over rows of outputGradient x n, dbias = sum over rows of outputGradient; null for one that is frozen.
/// </summary>
internal sealed record NormParameterGradient(Norm Forward, Slice OutputGradient, Parameter? Weight, Parameter? Bias) : Node
{
    public override Domain Domain => Domain.Parameters;

    public override IEnumerable<Value> Inputs => this.Weight is null
        ? Values(this.OutputGradient.Matrix)
        : Values(this.OutputGradient.Matrix, this.Forward.Input.Matrix, this.Forward.Mean, this.Forward.InverseDeviation);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>dup = dy x f(gate), dgate = dy x up x f'(gate), side by side as in the forward input; f is the function that gates.</summary>
internal sealed record GateGradient(Value OutputGradient, Value Input, Activation Activation, Value Result) : Node
{
    public override Domain Domain => DomainOf(this.Result);

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient, this.Input).Concat(TablesOf(this.Result));

    public override IEnumerable<Value> Outputs => Values(this.Result);
}

/// <summary>result = outputGradient x (1 - tanh(input / cap)^2).</summary>
internal sealed record SoftCapGradient(Value OutputGradient, Value Input, float Cap, Value Result) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient, this.Input);

    public override IEnumerable<Value> Outputs => Values(this.Result);
}

/// <summary>
/// Gradients of queries, keys and values, with the probabilities P = exp(score - greatest) / sum made again from what is kept:
/// dP = dO V^T, dS = P x (dP - rowsum(P x dP)), where rowsum(P x dP) = rowsum(dO x O), dQ = dS K / sqrt(d_key),
/// dK = dS^T Q / sqrt(d_key), dV = P^T dO. Dao et al. 2022.
/// </summary>
internal sealed record AttentionGradient(
    Attention Forward, Value OutputGradient, Slice QueryGradient, Slice KeyGradient, Slice ValueGradient) : Node
{
    /// <summary>What every sequence gives to the gradients of the biases, in its first row; null where distances have none.</summary>
    public Value? BiasGradient { get; init; }

    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(
        this.Forward.Query.Matrix, this.Forward.Key.Matrix, this.Forward.Value.Matrix,
        this.Forward.Output, this.Forward.ScoreMaximum, this.Forward.InverseTotal, this.OutputGradient);

    public override IEnumerable<Value> Outputs =>
        Values(this.QueryGradient.Matrix, this.KeyGradient.Matrix, this.ValueGradient.Matrix, this.BiasGradient);
}

/// <summary>The gradient of a table of biases by bucket and head: the sum of what sequences give, in their order.</summary>
internal sealed record RelativeBiasGradient(Value OfSequences, Parameter Table) : Node
{
    public override Domain Domain => Domain.Parameters;

    public override IEnumerable<Value> Inputs => Values(this.OfSequences);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>
/// result[row] = outputGradient[row], but 0 in the first row of a sequence, where a class token stood in the input's place.
/// </summary>
internal sealed record PatchEmbeddingGradient(Value OutputGradient, Value Result) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient);

    public override IEnumerable<Value> Outputs => Values(this.Result);
}

/// <summary>
/// dclassToken = sum over the first rows of sequences of outputGradient, dpositions[position] = sum over rows there of outputGradient.
/// </summary>
internal sealed record PatchParameterGradient(Value OutputGradient, Parameter? ClassToken, Parameter? Positions) : Node
{
    public override Domain Domain => Domain.Parameters;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>
/// Each row's share of its sequence's gradient: all of it for the row that was taken, 1 / length of it for each row of a mean.
/// </summary>
internal sealed record PoolGradient(Value OutputGradient, PoolingForm Pooling, Value Result) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient);

    public override IEnumerable<Value> Outputs => Values(this.Result);
}

/// <summary>
/// Adds every row's gradient to the rows of the tables that it was looked up in, rows in order; null for one that is frozen.
/// </summary>
internal sealed record EmbeddingGradient(
    Value OutputGradient, Parameter? Table, Parameter? Positions, Parameter? Types, float Scale) : Node
{
    public override Domain Domain => Domain.Parameters;

    public override IEnumerable<Value> Inputs => Values(this.OutputGradient);

    public override IEnumerable<Value> Outputs => Values();
}
