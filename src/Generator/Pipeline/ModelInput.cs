using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A model to compile, and nothing that changes with a comment.</summary>
/// <param name="Specification">The model.</param>
/// <param name="Path">The path of its file, for the report of a failure.</param>
internal sealed record ModelInput(ModelSpecification Specification, string Path)
{
    /// <summary>The model of a good spec that nothing around it refuses; nothing otherwise.</summary>
    public static ImmutableArray<ModelInput> Of(ParsedFile file, RefusedModels refused) =>
        file.Result.Specification is ModelSpecification model && !refused.Contains(model)
            ? [new ModelInput(model, file.Path)]
            : ImmutableArray<ModelInput>.Empty;
}
