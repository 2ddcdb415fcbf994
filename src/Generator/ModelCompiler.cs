using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator;

/// <summary>The rooms in their order: a validated specification in, C# files out. Pure: no I/O, no Roslyn types.</summary>
internal static class ModelCompiler
{
    public static ImmutableArray<GeneratedSource> Compile(ModelSpecification specification, CancellationToken cancellationToken) =>
        CompileModel(specification, cancellationToken).Sources;

    /// <summary>The files, with the plan and the kernels that they were written from.</summary>
    public static CompiledModel CompileModel(ModelSpecification specification, CancellationToken cancellationToken)
    {
        ModelPlan plan = ModelPlan.Create(specification);
        cancellationToken.ThrowIfCancellationRequested();

        InferencePlan inference = InferencePlan.Create(specification);
        KernelSet kernels = new();
        ImmutableArray<GeneratedSource>.Builder sources = ImmutableArray.CreateBuilder<GeneratedSource>();
        sources.Add(new ModelFileEmitter(plan, inference).Write());

        foreach (PassSetting pass in PassesOf(plan, inference))
        {
            PassProgram program = new PassLowering(pass, new OperationTable(), kernels).Lower();
            sources.Add(GeneratedFile.Write(
                specification, program.Name, ["System", "System.Runtime.CompilerServices"], nullable: false, writer => new PassPrinter(writer, specification.Model).Print(program)));
        }

        if (PositionTable.Exists(specification))
        {
            sources.Add(PositionFileEmitter.Write(specification));
        }

        foreach (GeneratedSource source in KernelFileEmitter.Write(specification, kernels))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sources.Add(source);
        }

        return new CompiledModel(plan, inference, kernels, sources.ToImmutable());
    }

    private static IEnumerable<PassSetting> PassesOf(ModelPlan plan, InferencePlan inference)
    {
        if (plan.Training is not null)
        {
            TrainingPasses training = new(plan, plan.Training);
            yield return training.Forward;
            yield return training.Backward;
        }

        InferencePasses passes = new(inference);

        if (inference.Encode is not null)
        {
            yield return passes.Encode(inference.Encode);
        }

        if (inference.Decode is not null && inference.Prompt is not null)
        {
            yield return passes.Decode(inference.Decode);
            yield return passes.Prompt(inference.Prompt);
        }
    }
}

/// <summary>What became of a specification, room by room.</summary>
/// <param name="Plan">The plan of training, or of a model without it.</param>
/// <param name="Inference">The plan of inference.</param>
/// <param name="Kernels">The kernels that the passes call.</param>
/// <param name="Sources">The generated files.</param>
internal sealed record CompiledModel(ModelPlan Plan, InferencePlan Inference, KernelSet Kernels, ImmutableArray<GeneratedSource> Sources);
