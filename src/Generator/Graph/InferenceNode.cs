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
/// The keys and values that cross-attention makes of the encoder's output, to the caches that it reads while a decoder decodes.
/// </summary>
internal sealed record CacheMemory(Attention Attention) : Node
{
    public override Domain Domain => Domain.Heads;

    public override IEnumerable<Value> Inputs => Values(this.Attention.Key.Matrix, this.Attention.Value.Matrix);

    public override IEnumerable<Value> Outputs => Values();
}
