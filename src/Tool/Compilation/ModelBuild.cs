using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;

namespace Weft.Tool.Compilation;

/// <summary>
/// Spec files through every room of the generator, as the models of one project: the same problems in the same places, the same files.
/// </summary>
/// <param name="Models">The models of files without problems.</param>
/// <param name="Sources">The files of all models, and the kernels that they share once.</param>
/// <param name="Problems">What keeps models from being compiled, in the order of files and lines.</param>
internal sealed record ModelBuild(
    ImmutableArray<LoweredModel> Models, ImmutableArray<GeneratedSource> Sources, ImmutableArray<SpecificationProblem> Problems)
{
    /// <summary>Compiles files.</summary>
    /// <param name="files">Each with a path of its own.</param>
    /// <param name="change">Changes a model before it is compiled.</param>
    public static ModelBuild Create(IEnumerable<SpecificationFile> files, Func<ModelSpecification, ModelSpecification>? change = null)
    {
        ImmutableArray<ParsedFile> parsed = [.. files.Select(static file => Stages.Parse(file, CancellationToken.None))];
        RefusedModels duplicates = DuplicateModels.Find(parsed);
        ImmutableArray<LoweredModel> models =
        [
            .. from file in parsed
               from input in ModelInput.Of(file, duplicates)
               let changed = change is null ? input : input with { Specification = change(input.Specification) }
               select Stages.Lower(changed, CancellationToken.None),
        ];
        IEnumerable<SharedMethod> shared = models.SelectMany(static model => model.Methods).Distinct();
        ImmutableArray<MethodOutput> methods = [.. shared.Select(static method => Stages.Print(method, CancellationToken.None))];
        ImmutableArray<MethodOutput> failed = [.. methods.Where(static method => method.Failure is not null)];
        ImmutableArray<ModelOutput> outputs = [.. models.Select(model => Stages.Print(model, failed, CancellationToken.None))];
        IEnumerable<GeneratedSource> kernels = methods.Select(static method => method.Source).OfType<GeneratedSource>();

        return new ModelBuild(
            models,
            [.. outputs.SelectMany(static output => output.Sources), .. kernels],
            [.. FindProblems(parsed, duplicates, [.. models.Zip(outputs)])]);
    }

    /// <summary>Ends a command that needs all models.</summary>
    /// <exception cref="InvalidSpecificationException">There are problems.</exception>
    public void ThrowIfBroken()
    {
        if (!this.Problems.IsEmpty)
        {
            throw new InvalidSpecificationException(this.Problems);
        }
    }

    private static IEnumerable<SpecificationProblem> FindProblems(
        ImmutableArray<ParsedFile> files, RefusedModels duplicates, ImmutableArray<(LoweredModel Model, ModelOutput Output)> models)
    {
        Dictionary<string, ModelOutput> failures = models
            .Where(static pair => pair.Output.Problems.Count > 0)
            .ToDictionary(static pair => pair.Model.Input.Path, static pair => pair.Output);

        return files.SelectMany(file => file.Result.Problems
            .Concat(duplicates.Problems.Where(problem => problem.Location.Path == file.Path))
            .Concat(failures.TryGetValue(file.Path, out ModelOutput? failure) ? failure.ProblemsIn(file.Result) : [])
            .OrderBy(static problem => problem.Location.Span.Start));
    }
}
