using System.Collections.Immutable;

namespace Weft;

/// <summary>An entry of a safetensors header.</summary>
public sealed class SafetensorsTensor
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The element type.</summary>
    public required SafetensorsType Type { get; init; }

    /// <summary>The dimensions; empty for a single number.</summary>
    public required ImmutableArray<long> Shape { get; init; }

    /// <summary>The first byte, counted from the end of the header.</summary>
    public required long Start { get; init; }

    /// <summary>Elements: the product of <see cref="Shape"/>.</summary>
    public required long Count { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes => this.Count * this.Type.Size();

    /// <summary>The shape as it is written in messages: [65, 128].</summary>
    public string ShapeText => $"[{string.Join(", ", this.Shape)}]";
}
