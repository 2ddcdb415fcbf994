using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes a product with weights and its gradients.</summary>
internal static class ProjectionKeys
{
    public static readonly ImmutableArray<Key> All =
    [
        SpecificationKeys.Vocabulary, SpecificationKeys.Outputs, SpecificationKeys.ModelSize, SpecificationKeys.Heads,
        SpecificationKeys.KeyValueHeads, SpecificationKeys.FeedForwardSize, SpecificationKeys.Experts, SpecificationKeys.Activation,
        SpecificationKeys.KeySize, SpecificationKeys.ValueSize, SpecificationKeys.Bias, SpecificationKeys.OutputBias,
        SpecificationKeys.TieEmbeddings, SpecificationKeys.InferenceWeights, SpecificationKeys.InferenceActivations,
    ];
}
