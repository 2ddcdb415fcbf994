using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes attention and its gradient.</summary>
internal static class AttentionKeys
{
    public static readonly ImmutableArray<Key> All =
    [
        SpecificationKeys.MaxLength, SpecificationKeys.Heads, SpecificationKeys.KeyValueHeads, SpecificationKeys.KeySize,
        SpecificationKeys.ValueSize, SpecificationKeys.PositionalEncoding, SpecificationKeys.RelativeBias, SpecificationKeys.Masking,
        SpecificationKeys.Window, SpecificationKeys.AttentionScale, SpecificationKeys.AttentionSoftCap, SpecificationKeys.Dropout,
        SpecificationKeys.AttentionDropout,
    ];
}
