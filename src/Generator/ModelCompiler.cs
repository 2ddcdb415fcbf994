using System.Collections.Immutable;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Emission.Passes;
using Weft.Generator.Lowering;
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

        if (plan.Training is not null)
        {
            TrainingPassEmitter passes = new(plan, plan.Training, kernels);
            sources.Add(passes.WriteForward());
            sources.Add(passes.WriteBackward());
        }

        if (inference.Encode is not null)
        {
            sources.Add(new EncodePassEmitter(inference, inference.Encode, kernels).Write(specification));
        }

        if (inference.Decode is not null && inference.Prompt is not null)
        {
            sources.Add(new DecodePassEmitter(inference, inference.Decode, kernels).Write(specification));
            sources.Add(new PromptPassEmitter(inference, inference.Prompt, kernels).Write(specification));
        }

        if (PositionFileEmitter.Write(specification) is GeneratedSource positions)
        {
            sources.Add(positions);
        }

        foreach (GeneratedSource source in KernelFileEmitter.Write(specification, kernels))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sources.Add(source);
        }

        return new CompiledModel(plan, inference, kernels, sources.ToImmutable());
    }
}

/// <summary>What became of a specification, room by room.</summary>
/// <param name="Plan">The plan of training, or of a model without it.</param>
/// <param name="Inference">The plan of inference.</param>
/// <param name="Kernels">The kernels that the passes call.</param>
/// <param name="Sources">The generated files.</param>
internal sealed record CompiledModel(ModelPlan Plan, InferencePlan Inference, KernelSet Kernels, ImmutableArray<GeneratedSource> Sources);
