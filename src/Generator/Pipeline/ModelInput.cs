using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A model to compile, and nothing that changes with a comment.</summary>
/// <param name="Specification">The model.</param>
/// <param name="Path">The path of its file, for the report of a failure.</param>
internal sealed record ModelInput(ModelSpecification Specification, string Path)
{
    /// <summary>The model of a good spec whose name is its own; nothing otherwise.</summary>
    public static ImmutableArray<ModelInput> Of(ParsedFile file, DuplicateModels duplicates)
    {
        if (file.Result.Specification is not ModelSpecification model
            || duplicates.Names.Contains(model.FullName, StringComparer.OrdinalIgnoreCase))
        {
            return ImmutableArray<ModelInput>.Empty;
        }

        return [new ModelInput(model, file.Path)];
    }
}
