using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Weft.Generator.Pipeline;

/// <summary>A type of another assembly that has the name of a model: all that the pipeline keeps of a compilation.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Assembly">The name of the assembly, without its version.</param>
internal sealed record ImportedType(string Name, string Assembly)
{
    /// <summary>
    /// The types of these names that the project sees in what it refers to; its own are its own affair, such as the other part of a partial
    /// class.
    /// </summary>
    public static ImmutableArray<ImportedType> Find(Compilation compilation, IEnumerable<string> names)
    {
        IAssemblySymbol[] assemblies = [.. compilation.References.Where(IsInScope).Select(compilation.GetAssemblyOrModuleSymbol)
            .OfType<IAssemblySymbol>()];

        return
        [
            .. from name in names
               from assembly in assemblies
               let type = assembly.GetTypeByMetadataName(name)
               where type is not null && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)
               select new ImportedType(name, assembly.Name),
        ];
    }

    // What has an alias alone is not seen without it.
    private static bool IsInScope(MetadataReference reference) =>
        reference.Properties.Aliases.IsEmpty || reference.Properties.Aliases.Contains(MetadataReferenceProperties.GlobalAlias);
}
