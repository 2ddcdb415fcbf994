using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>The entry point: the text of a spec file in, a validated model or all its problems out. Pure: no I/O.</summary>
internal static class SpecificationReader
{
    /// <summary>Reads one spec.</summary>
    /// <param name="path">The path of the file, for messages; its last part is for headers.</param>
    /// <param name="text">The text of the file; null when it could not be read as text. For a file longer than
    /// <see cref="Limits.FileLength"/>, any prefix that is longer will do.</param>
    /// <param name="rootNamespace">The namespace of a spec that names none; empty for the global namespace.</param>
    public static SpecificationResult Read(string path, string? text, string rootNamespace)
    {
        // A byte order mark is not part of the text, and editors do not count it as a column.
        text = text?.TrimStart('\uFEFF');
        SourceText source = SourceText.From(text is { Length: <= Limits.FileLength } ? text : "");
        Problems problems = new(path, source);
        string fileName = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
        SpecificationLocation start = SpecificationLocation.StartOf(path);

        YamlValue? root = TextRules.Check(fileName, text, problems) ? YamlReader.Read(text!, problems) : null;

        if (root is not YamlMapping mapping)
        {
            ReportRoot(fileName, root, problems);

            return new SpecificationResult(null, problems.ToArray(), start);
        }

        Section section = new(null, mapping, SpecificationKeys.All, problems);
        SpecificationLocation place = section.Has(SpecificationKeys.Model)
            ? problems.Locate(section.ValueSpan(SpecificationKeys.Model))
            : start;
        CombinationRules.Check(section, new TextSpan(mapping.Span.Start, 0), problems);
        ModelSpecification? specification = problems.Any ? null : SpecificationBuilder.Build(section, fileName, rootNamespace);

        if (specification is not null)
        {
            NameRules.Check(specification, section, problems);
            SizeRules.Check(specification, section, problems);
        }

        return new SpecificationResult(problems.Any ? null : specification, problems.ToArray(), place)
        {
            Places = SpecificationKeys.All.Where(section.Has)
                .Select(key => new KeyPlace(key.Name, problems.Locate(section.ValueSpan(key)))).ToImmutableArray(),
            TrainedPlaces = section.Find(SpecificationKeys.Training) is Section training
                ? training.Items(SpecificationKeys.TrainingNames).Select(item => problems.Locate(item.Span)).ToImmutableArray()
                : EquatableArray<SpecificationLocation>.Empty,
        };
    }

    // A root that is missing or refused without a mapping has been reported, unless there was nothing to read at all.
    private static void ReportRoot(string fileName, YamlValue? root, Problems problems)
    {
        if (root is YamlScalar { IsNull: true } || (root is null && !problems.Any))
        {
            problems.Add(DiagnosticDescriptors.Unreadable, default, fileName, "it is empty");
        }
        else if (root is YamlScalar or YamlSequence)
        {
            problems.Add(DiagnosticDescriptors.NotAMapping, root.Span, root.Description);
        }
    }
}
