using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes a recurrence and its gradient.</summary>
internal static class RecurrenceKeys
{
    public static readonly ImmutableArray<Key> All =
    [
        SpecificationKeys.Mixer, SpecificationKeys.ModelSize, SpecificationKeys.Bias, SpecificationKeys.InferenceWeights,
    ];
}
