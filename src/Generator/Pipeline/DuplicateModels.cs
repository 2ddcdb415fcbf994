using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// Models that two files of a project describe. Names that differ in case alone count as equal, for so do the names of generated files.
/// </summary>
internal static class DuplicateModels
{
    /// <summary>The duplicates among all files, with a problem at each of them.</summary>
    public static RefusedModels Find(ImmutableArray<ParsedFile> files)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<SpecificationProblem>.Builder problems = ImmutableArray.CreateBuilder<SpecificationProblem>();

        foreach (IGrouping<string, ParsedFile> group in files
            .Where(static file => file.Result.Specification is not null)
            .GroupBy(static file => file.Result.Specification!.FullName, StringComparer.OrdinalIgnoreCase)
            .Where(static group => group.Skip(1).Any()))
        {
            ParsedFile[] same = [.. group];
            names.Add(group.Key);
            problems.AddRange(same.Select((file, i) => Problem(file, same[i == 0 ? 1 : 0])));
        }

        return new RefusedModels(names.ToImmutable(), problems.ToImmutable());
    }

    private static SpecificationProblem Problem(ParsedFile file, ParsedFile other)
    {
        ModelSpecification model = file.Result.Specification!;
        bool sameFileName = model.FileName == other.Result.Specification!.FileName;
        string[] arguments =
        [
            model.FullName,
            sameFileName ? file.Path : model.FileName,
            sameFileName ? other.Path : other.Result.Specification.FileName,
        ];

        return new SpecificationProblem(DiagnosticDescriptors.DuplicateModel, ImmutableArray.Create(arguments), file.Result.ModelLocation);
    }
}
