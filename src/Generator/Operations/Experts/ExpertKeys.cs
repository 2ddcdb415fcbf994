using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What shapes the way of rows to experts and back.</summary>
internal static class ExpertKeys
{
    public static readonly ImmutableArray<Key> All = [SpecificationKeys.ModelSize, SpecificationKeys.Experts];
}
