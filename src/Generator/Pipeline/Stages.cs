using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// The steps that do work. None lets an exception through: Roslyn would turn it into one warning and drop the sources of every model.
/// </summary>
internal static class Stages
{
    /// <summary>Text to model.</summary>
    public static ParsedFile Parse(SpecificationFile file, CancellationToken cancellationToken)
    {
        (SpecificationResult? result, CompilerFailure? failure) = Try(
            () => file.Platform.Narrow(ModelCompiler.Read(file.Path, file.Text, file.RootNamespace)), cancellationToken);

        return new ParsedFile(
            file.Path,
            result ?? new SpecificationResult(
                null, ImmutableArray.Create(failure!.ToProblem(file.Path, file.Path)), SpecificationLocation.StartOf(file.Path)),
            file.Weights);
    }

    /// <summary>Model to program.</summary>
    public static LoweredModel Lower(ModelInput input, CancellationToken cancellationToken) =>
        Lower(input, ModelCompiler.Lower, cancellationToken);

    /// <summary>Model to program, by a given compiler.</summary>
    internal static LoweredModel Lower(
        ModelInput input, Func<ModelSpecification, CancellationToken, ModelProgram> lower, CancellationToken cancellationToken)
    {
        (LoweredModel? model, CompilerFailure? failure) = Try(
            () =>
            {
                ModelProgram program = lower(input.Specification, cancellationToken) with { HasEmbeddedWeights = input.HasWeights };

                return new LoweredModel(input, program, program.Methods.ToImmutableArray(), Failure: null);
            },
            cancellationToken);

        return model ?? new LoweredModel(input, Program: null, EquatableArray<SharedMethod>.Empty, failure);
    }

    /// <summary>A method that models share to C#.</summary>
    public static MethodOutput Print(SharedMethod method, CancellationToken cancellationToken)
    {
        (GeneratedSource? source, CompilerFailure? failure) = Try(() => KernelPrinter.Print(method), cancellationToken);

        return new MethodOutput(method, source, failure);
    }

    /// <summary>A program to the C# that is the model's own; nothing of a model is right where one of its methods is missing.</summary>
    public static ModelOutput Print(LoweredModel model, EquatableArray<MethodOutput> failed, CancellationToken cancellationToken)
    {
        CompilerFailure? failure = model.Failure ?? MissingMethod(model, failed);
        EquatableArray<GeneratedSource> sources = EquatableArray<GeneratedSource>.Empty;

        if (failure is null)
        {
            (sources, failure) = Try(
                () => new EquatableArray<GeneratedSource>(ModelCompiler.Print(model.Program!, cancellationToken)), cancellationToken);
        }

        return failure is null
            ? new ModelOutput(sources, EquatableArray<SpecificationProblem>.Empty)
            : ModelOutput.Of(failure, model.Input);
    }

    private static CompilerFailure? MissingMethod(LoweredModel model, EquatableArray<MethodOutput> failed)
    {
        MethodOutput? missing = failed.FirstOrDefault(output => model.Methods.Contains(output.Method));

        return missing?.Failure!.With([.. ModelSettings.KeysOf(model.Program!.Passes, missing.Method)]);
    }

    private static (T? Result, CompilerFailure? Failure) Try<T>(Func<T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        using (InvariantCulture.Enter())
        {
            try
            {
                return (action(), null);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return (default, CompilerFailure.Of(exception));
            }
        }
    }
}
