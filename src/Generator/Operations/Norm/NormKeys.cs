using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes a normalization and its gradients.</summary>
internal static class NormKeys
{
    public static readonly ImmutableArray<Key> All =
    [
        SpecificationKeys.ModelSize, SpecificationKeys.Normalization, SpecificationKeys.NormalizationEpsilon,
        SpecificationKeys.NormPlacement, SpecificationKeys.NormBias, SpecificationKeys.FinalNorm, SpecificationKeys.EmbeddingNorm,
        SpecificationKeys.QueryKeyNorm,
    ];
}
