using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Emission;
using Weft.Generator.Pipeline;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator;

/// <summary>
/// The pipeline: additional files marked as models become C#. Every step's result is value-equal, so an edit stops at the
/// first step that it does not change: a YAML comment at the model, a space at the end of a line likewise.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    // Visual Studio and git show a byte order mark as a difference to a file written by hand.
    private static readonly Encoding WithoutMark = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<SpecificationFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => SpecificationFile.IsModel(pair.Left, pair.Right))
            .Select(static (pair, token) => SpecificationFile.Read(pair.Left, pair.Right, token))
            .WithTrackingName(TrackingNames.ReadSpec);

        IncrementalValuesProvider<ParsedFile> parsed = files
            .Select(static (file, token) => Stages.Parse(file, token))
            .WithTrackingName(TrackingNames.Parse);

        IncrementalValuesProvider<EquatableArray<SpecificationProblem>> problems = parsed
            .Select(static (file, _) => file.Result.Problems)
            .WithTrackingName(TrackingNames.Diagnostics);

        IncrementalValueProvider<RefusedModels> refused = Refused(context, parsed.Collect());

        IncrementalValuesProvider<ModelInput> models = parsed
            .Combine(refused)
            .SelectMany(static (pair, _) => ModelInput.Of(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Model);

        IncrementalValuesProvider<LoweredModel> lowered = models
            .Select(static (model, token) => Stages.Lower(model, token))
            .WithTrackingName(TrackingNames.Lower);

        IncrementalValueProvider<ImmutableArray<WeightsHeader>> weights = parsed
            .SelectMany(static (file, token) => WeightsHeader.Of(file, token))
            .WithTrackingName(TrackingNames.Weights)
            .Collect();

        IncrementalValuesProvider<MethodOutput> methods = Methods(lowered);

        IncrementalValueProvider<EquatableArray<MethodOutput>> failed = methods
            .Where(static output => output.Failure is not null)
            .Collect()
            .Select(static (all, _) => new EquatableArray<MethodOutput>(all));

        IncrementalValuesProvider<ModelOutput> outputs = lowered
            .Combine(failed)
            .Select(static (pair, token) => Stages.Print(pair.Left, pair.Right, token))
            .WithTrackingName(TrackingNames.Sources);

        IncrementalValuesProvider<EquatableArray<SpecificationProblem>> failures = outputs
            .Where(static output => output.Problems.Count > 0)
            .Combine(parsed.Collect())
            .Select(static (pair, _) => new EquatableArray<SpecificationProblem>(
                pair.Left.ProblemsIn(pair.Right.First(file => file.Path == pair.Left.Problems[0].Location.Path).Result)));

        context.RegisterSourceOutput(problems, static (output, found) => Report(output, found));
        context.RegisterSourceOutput(refused, static (output, found) => Report(output, found.Problems));
        context.RegisterSourceOutput(failures, static (output, found) => Report(output, found));
        context.RegisterSourceOutput(
            lowered.Combine(weights).Select(static (pair, _) => WeightsCheck.Find(pair.Left, pair.Right)),
            static (output, found) => Report(output, found));
        context.RegisterSourceOutput(Clashes(context, lowered), static (output, found) => Report(output, found));
        context.RegisterSourceOutput(outputs, static (output, model) => Add(output, model.Sources));
        context.RegisterSourceOutput(
            methods.Combine(failed).Where(static pair => pair.Left.IsWhole(pair.Right)),
            static (output, pair) => Add(output, ImmutableArray.Create(pair.Left.Source!)));
    }

    // In the order of their first use: what a further model adds stands behind what there is.
    private static IncrementalValuesProvider<MethodOutput> Methods(IncrementalValuesProvider<LoweredModel> models) => models
        .Select(static (model, _) => model.Methods)
        .Collect()
        .SelectMany(static (all, _) => all.SelectMany(static methods => methods).Distinct())
        .Select(static (method, token) => Stages.Print(method, token))
        .WithTrackingName(TrackingNames.Methods);

    // Looked for after every edit of the project, so that only members of classes come out that could be models.
    private static IncrementalValuesProvider<EquatableArray<SpecificationProblem>> Clashes(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<LoweredModel> models)
    {
        IncrementalValueProvider<ImmutableArray<PartialMember>> members = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => PartialMember.IsCandidate(node),
                static (part, _) => PartialMember.Of((ClassDeclarationSyntax)part.Node))
            .SelectMany(static (found, _) => found.Items)
            .Collect();

        return models.Combine(members).Select(static (pair, _) => ClashingMembers.Find(pair.Left, pair.Right));
    }

    // What keeps the model of a good file from being generated: other files, the language, other assemblies.
    private static IncrementalValueProvider<RefusedModels> Refused(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<ParsedFile>> files)
    {
        IncrementalValueProvider<RefusedModels> duplicates = files
            .Select(static (all, _) => DuplicateModels.Find(all))
            .WithTrackingName(TrackingNames.Duplicates);

        IncrementalValueProvider<RefusedModels> language = files
            .Combine(context.ParseOptionsProvider.Select(static (options, _) => ((CSharpParseOptions)options).LanguageVersion))
            .Select(static (pair, _) => OldLanguage.Find(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Language);

        // Asked anew after every edit of the project, so that little may depend on the compilation.
        IncrementalValueProvider<EquatableArray<ImportedType>> types = files
            .Select(static (all, _) => new EquatableArray<string>(ImportedModels.Names(all)))
            .Combine(context.CompilationProvider)
            .Select(static (pair, _) => new EquatableArray<ImportedType>(ImportedType.Find(pair.Right, pair.Left)))
            .WithTrackingName(TrackingNames.ImportedTypes);

        return duplicates
            .Combine(language)
            .Combine(files.Combine(types).Select(static (pair, _) => ImportedModels.Find(pair.Left, pair.Right)))
            .Select(static (all, _) => all.Left.Left.And(all.Left.Right).And(all.Right));
    }

    private static void Report(SourceProductionContext output, EquatableArray<SpecificationProblem> problems)
    {
        foreach (SpecificationProblem problem in problems)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    private static void Add(SourceProductionContext output, EquatableArray<GeneratedSource> sources)
    {
        foreach (GeneratedSource source in sources)
        {
            output.AddSource(source.HintName, SourceText.From(source.Text, WithoutMark));
        }
    }
}
