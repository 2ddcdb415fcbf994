using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// A project whose version of C# is too old for generated files: they would have hundreds of errors that say so. The compiler is asked, for
/// it knows what <c>latest</c> comes to, and no LangVersion at all.
/// </summary>
internal static class OldLanguage
{
    /// <summary>The oldest version that generated files compile with.</summary>
    public const LanguageVersion Oldest = LanguageVersion.CSharp12;

    /// <summary>All models of the project, or none of them; a single problem, for it is the project's.</summary>
    public static RefusedModels Find(ImmutableArray<ParsedFile> files, LanguageVersion version)
    {
        if (version >= Oldest || files.IsEmpty)
        {
            return RefusedModels.None;
        }

        EquatableArray<string> arguments = ImmutableArray.Create(version.ToDisplayString(), ((int)Oldest / 100).ToString());

        return new RefusedModels(
            files.Select(static file => file.Result.Specification?.FullName).OfType<string>().ToImmutableArray(),
            ImmutableArray.Create(new SpecificationProblem(DiagnosticDescriptors.OldLanguage, arguments, SpecificationLocation.None)));
    }
}
