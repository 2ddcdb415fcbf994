using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator;

/// <summary>The rooms in their order: a validated specification in, C# files out. Pure: no I/O, no Roslyn types.</summary>
internal static class ModelCompiler
{
    /// <summary>Reads one spec, and checks what it says of parameters.</summary>
    /// <inheritdoc cref="SpecificationReader.Read"/>
    public static SpecificationResult Read(string path, string? text, string rootNamespace) =>
        TrainedNames.Check(SpecificationReader.Read(path, text, rootNamespace));

    /// <summary>All files of a model, those included that it would share with others.</summary>
    public static ImmutableArray<GeneratedSource> Compile(ModelSpecification specification, CancellationToken cancellationToken) =>
        Compile([specification], cancellationToken);

    /// <summary>All files of a compilation.</summary>
    public static ImmutableArray<GeneratedSource> Compile(
        IEnumerable<ModelSpecification> specifications, CancellationToken cancellationToken)
    {
        ModelProgram[] models = [.. specifications.Select(specification => Lower(specification, cancellationToken))];

        return
        [
            .. models.SelectMany(model => Print(model, cancellationToken)),
            .. models.SelectMany(static model => model.Methods).Distinct().Select(KernelPrinter.Print),
        ];
    }

    /// <summary>The model as data, complete but for its text.</summary>
    public static ModelProgram Lower(ModelSpecification specification, CancellationToken cancellationToken)
    {
        ModelPlan plan = ModelPlan.Create(specification);
        cancellationToken.ThrowIfCancellationRequested();
        InferencePlan inference = InferencePlan.Create(specification);
        cancellationToken.ThrowIfCancellationRequested();

        return new ModelLowering(specification, plan, inference, new OperationTable()).Lower();
    }

    /// <summary>Its files, but for the kernels that models share.</summary>
    public static ImmutableArray<GeneratedSource> Print(ModelProgram model, CancellationToken cancellationToken)
    {
        ImmutableArray<GeneratedSource>.Builder sources = ImmutableArray.CreateBuilder<GeneratedSource>();

        foreach (GeneratedSource source in ModelFiles.Print(model))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sources.Add(source);
        }

        return sources.ToImmutable();
    }
}
