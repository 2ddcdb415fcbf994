using System.Collections.Immutable;

namespace Weft.Import.Gguf;

/// <summary>An entry of a GGUF file's table of tensors.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, the one whose elements are neighbours last: the file has them the other way round.</param>
/// <param name="Offset">Its first byte, from the end of the head.</param>
internal sealed record GgufTensor(string Name, GgufTensorType Type, ImmutableArray<long> Shape, long Offset)
{
    /// <summary>Elements.</summary>
    public required long Count { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes => this.Count / this.Type.Elements * this.Type.Bytes;
}
