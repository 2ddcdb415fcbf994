using System.Collections.Generic;

namespace Weft.Generator.Graph;

/// <summary>The rows of logits out of their panels, for whoever reads them by rows.</summary>
internal sealed record Unpack(Value Logits) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Logits);

    public override IEnumerable<Value> Outputs => Values();
}

/// <summary>
/// The probabilities of attention for whoever looks at them, [queries, keys] for each head: softmax(query key^T / sqrt(d_key) + mask).
/// </summary>
internal sealed record AttentionWeights(Attention Attention) : Node
{
    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.Attention.Query.Matrix, this.Attention.Key.Matrix);

    public override IEnumerable<Value> Outputs => Values();

    public override DecodingState StateOf(int positions) => new AttentionMap(
        this.Attention.IsCross ? "crossAttentionMap" : "attentionMap", this.Attention.Shape.Heads, positions)
    {
        IsOfSource = this.Side == Side.Source,
    };
}

/// <summary>The rows that weights are multiplied by, out of their panels, for whoever measures them.</summary>
internal sealed record ProjectionInput(Value Input, string Role) : Node
{
    public override Domain Domain => Domain.Rows;

    public override IEnumerable<Value> Inputs => Values(this.Input);

    public override IEnumerable<Value> Outputs => Values();

    public override DecodingState StateOf(int positions) =>
        new InputRows($"{this.Role}Rows", this.Side == Side.Source ? positions : 1, this.Input.Columns.Padded);
}

/// <summary>
/// The keys and values that cross-attention makes of the encoder's output, to the caches that it reads while a decoder decodes.
/// </summary>
internal sealed record CacheMemory(Attention Attention) : Node
{
    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.Attention.Key.Matrix, this.Attention.Value.Matrix);

    public override IEnumerable<Value> Outputs => Values();
}
