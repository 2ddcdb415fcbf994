using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Weft.Generator.Diagnostics;
using Weft.Generator.Emission;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// The two steps that do work. Neither lets an exception through: Roslyn would turn it into one warning and drop the sources of every
/// model.
/// </summary>
internal static class Stages
{
    /// <summary>Text to model.</summary>
    public static ParsedFile Parse(SpecificationFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        using (InvariantCulture.Enter())
        {
            return new ParsedFile(file.Path, Read(file));
        }
    }

    /// <summary>Model to C#.</summary>
    public static ModelOutput Compile(ModelInput input, CancellationToken cancellationToken) =>
        Compile(input, ModelCompiler.Compile, cancellationToken);

    /// <summary>Model to C#, by a given compiler.</summary>
    internal static ModelOutput Compile(
        ModelInput input,
        Func<ModelSpecification, CancellationToken, ImmutableArray<GeneratedSource>> compile,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        using (InvariantCulture.Enter())
        {
            try
            {
                return new ModelOutput(compile(input.Specification, cancellationToken), EquatableArray<SpecificationProblem>.Empty);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new ModelOutput(EquatableArray<GeneratedSource>.Empty, Failure(input.Path, input.Specification.Model, exception))
                {
                    // A key of a section has the section's line.
                    Keys = ((exception as KeyedException)?.Keys ?? []).Select(static key => key.FullName.Split('.')[0]).ToImmutableArray(),
                };
            }
        }
    }

    private static SpecificationResult Read(SpecificationFile file)
    {
        try
        {
            return file.Platform.Narrow(SpecificationReader.Read(file.Path, file.Text, file.RootNamespace));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new SpecificationResult(null, Failure(file.Path, file.Path, exception), SpecificationLocation.StartOf(file.Path));
        }
    }

    private static ImmutableArray<SpecificationProblem> Failure(string path, string what, Exception exception)
    {
        string place = exception.TargetSite is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
        string message = $"{exception.GetType().Name}{place}: {exception.Message.Replace('\r', ' ').Replace('\n', ' ')}";

        return
        [
            new SpecificationProblem(
                DiagnosticDescriptors.CompilerFailure, ImmutableArray.Create(what, message), SpecificationLocation.StartOf(path)),
        ];
    }
}
