using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A model to compile, and nothing that changes with a comment.</summary>
/// <param name="Specification">The model.</param>
/// <param name="Path">The path of its file, for the report of a failure.</param>
/// <param name="HasWeights">Whether the build embeds its weights.</param>
internal sealed record ModelInput(ModelSpecification Specification, string Path, bool HasWeights = false)
{
    /// <summary>The model of a good spec that nothing around it refuses; nothing otherwise.</summary>
    public static ImmutableArray<ModelInput> Of(ParsedFile file, RefusedModels refused) =>
        file.Result.Specification is ModelSpecification model && !refused.Contains(model)
            ? [new ModelInput(model, file.Path, file.Weights is not null)]
            : ImmutableArray<ModelInput>.Empty;
}
