using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes a gated activation and its gradient.</summary>
internal static class GateKeys
{
    public static readonly ImmutableArray<Key> All =
    [
        SpecificationKeys.FeedForwardSize, SpecificationKeys.Activation,
    ];
}
