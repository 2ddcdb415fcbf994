using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// Models whose name another assembly has given to a type already: generated files would mean the one or the other at every use of it.
/// </summary>
internal static class ImportedModels
{
    /// <summary>The full names of all models, each once.</summary>
    public static ImmutableArray<string> Names(ImmutableArray<ParsedFile> files) =>
        [.. files.Select(static file => file.Result.Specification?.FullName).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The models among all files that have one of these types beside them, with a problem at each.</summary>
    public static RefusedModels Find(ImmutableArray<ParsedFile> files, EquatableArray<ImportedType> types)
    {
        (ParsedFile File, ImportedType Type)[] found =
        [
            .. from file in files
               let type = types.FirstOrDefault(type => type.Name == file.Result.Specification?.FullName)
               where type is not null
               select (file, type),
        ];

        return new RefusedModels(
            found.Select(static pair => pair.Type.Name).ToImmutableArray(),
            found.Select(static pair => Problem(pair.File, pair.Type)).ToImmutableArray());
    }

    private static SpecificationProblem Problem(ParsedFile file, ImportedType type) => new(
        DiagnosticDescriptors.ImportedModel, ImmutableArray.Create(type.Name, type.Assembly), file.Result.ModelLocation);
}
