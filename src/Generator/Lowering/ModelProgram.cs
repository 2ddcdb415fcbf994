using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>
/// A whole model as data, complete before there is any text: passes, kernels, arenas, costs. What a build emits and
/// what an inspection tells are read from here.
/// </summary>
internal sealed record ModelProgram
{
    public required ModelIdentity Identity { get; init; }

    /// <summary>The specification as files quote it.</summary>
    public required ModelSettings Settings { get; init; }

    /// <summary>Whether the build puts its weights into the program.</summary>
    public bool HasEmbeddedWeights { get; init; }

    /// <summary>The passes of training, then those of inference.</summary>
    public IEnumerable<PassProgram> Passes => (this.Training?.Passes ?? []).Concat(this.Inference.Passes);

    /// <summary>The model in words.</summary>
    public required string Summary { get; init; }

    /// <summary>The public constants, in the order of the class.</summary>
    public required ImmutableArray<ModelConstant> Constants { get; init; }

    /// <summary>The numbers of the model's description for the runtime, by their property.</summary>
    public required ImmutableArray<(string Name, long Value)> Shape { get; init; }

    /// <summary>Members of the runtime's description that are no numbers and not as usual, with their values in C#.</summary>
    public required ImmutableArray<(string Name, string Value)> Choices { get; init; }

    /// <summary>What the model computes from its parameters, in pieces of a line's length.</summary>
    public required ImmutableArray<string> Function { get; init; }

    /// <summary>How parameters are drawn, as the specification names it.</summary>
    public required string Initialization { get; init; }

    /// <summary>The parameters, block by block.</summary>
    public required ImmutableArray<ParameterBlock> Parameters { get; init; }

    /// <summary>Null for a model that only infers.</summary>
    public required TrainingProgram? Training { get; init; }

    public required InferenceProgram Inference { get; init; }

    /// <summary>The table that sessions fill when they start; null where no operation needs one.</summary>
    public required SessionTable? Table { get; init; }

    /// <summary>The keys that shaped the table.</summary>
    public required ImmutableArray<Key> TableKeys { get; init; }

    /// <summary>What a token costs in each node of the forward pass.</summary>
    public required ImmutableArray<NodeCost> Costs { get; init; }

    /// <summary>The kernels that the passes call.</summary>
    public required KernelSet Kernels { get; init; }

    /// <summary>The instruction sets that it is compiled for, best first.</summary>
    public required ImmutableArray<InstructionSet> Targets { get; init; }

    /// <summary>The methods that the kernels come to, set by set.</summary>
    public IEnumerable<SharedMethod> Methods => this.Targets.SelectMany(this.Kernels.Methods);
}

/// <summary>What a model is called, and what it came from.</summary>
/// <param name="Name">The class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="FileName">The file of the specification, without its path.</param>
/// <param name="Hash">The hash of the specification.</param>
internal sealed record ModelIdentity(string Name, string Namespace, string FileName, string Hash)
{
    /// <summary>The namespace of what all models of a compilation share.</summary>
    public const string KernelNamespace = "Weft.Kernels";

    /// <summary>The class with its namespace.</summary>
    public string FullName => this.Namespace.Length == 0 ? this.Name : $"{this.Namespace}.{this.Name}";

    /// <summary>The namespace of all that is not public: a project's own names end in front of it.</summary>
    public string Internals => $"Weft.Generated.{this.FullName}";

    /// <summary>The resource that has the weights of a build that embeds them; Weft.targets gives it this name.</summary>
    public string WeightsResource => $"{System.IO.Path.GetFileNameWithoutExtension(this.FileName)}.weights";

    public static ModelIdentity Of(ModelSpecification specification) =>
        new(specification.Model, specification.Namespace, specification.FileName, SpecificationHash.Of(specification));
}

/// <summary>The cost of a node.</summary>
/// <param name="IsSource">Whether it works on what the encoder reads, not on what the decoder reads.</param>
/// <param name="Repetitions">Repetitions of its block.</param>
/// <param name="Cost">The cost in one repetition.</param>
internal sealed record NodeCost(bool IsSource, int Repetitions, Cost Cost);

/// <summary>A public constant of a model.</summary>
internal sealed record ModelConstant(string Type, string Name, long Value, string Summary);

/// <summary>Training sessions of a model.</summary>
internal sealed record TrainingProgram
{
    /// <summary>Forwards, then backwards.</summary>
    public required ImmutableArray<PassProgram> Passes { get; init; }

    /// <summary>The arenas of a session with one thread, in the order of their reservation, in floats.</summary>
    public required ImmutableArray<(string Name, long Floats)> Arenas { get; init; }

    /// <summary>The most tokens of a batch.</summary>
    public required int Tokens { get; init; }

    public required long ActivationFloats { get; init; }

    /// <summary>Scratch of a thread.</summary>
    public required int ScratchFloats { get; init; }

    /// <summary>Where the logits stand, in panels.</summary>
    public required long LogitsOffset { get; init; }

    /// <summary>Floats from one panel of logits to the next.</summary>
    public required int LogitsStride { get; init; }

    /// <summary>Logits of a row.</summary>
    public required int Outputs { get; init; }

    /// <summary>Where the table stands.</summary>
    public required long TableOffset { get; init; }
}

/// <summary>Inference sessions of a model.</summary>
internal sealed record InferenceProgram
{
    /// <summary>The passes in the order of their use.</summary>
    public required ImmutableArray<PassProgram> Passes { get; init; }

    /// <summary>The arenas of a session with one thread, in the order of their reservation, in floats.</summary>
    public required ImmutableArray<(string Name, long Floats)> Arenas { get; init; }

    /// <summary>Sessions in words.</summary>
    public required string Summary { get; init; }

    /// <summary>The runtime's class of such sessions.</summary>
    public required string BaseClass { get; init; }

    /// <summary>How weights are stored, as the runtime names it; null for floats.</summary>
    public required string? Storage { get; init; }

    /// <summary>The numbers of the layout for the runtime, by their property; zeros are left out.</summary>
    public required ImmutableArray<(string Name, long Value)> Layout { get; init; }

    /// <summary>What is kept of every slot, for the runtime to copy.</summary>
    public required ImmutableArray<SlotState> States { get; init; }

    /// <summary>Where the weights of attention stand; empty where nobody asked for them.</summary>
    public required ImmutableArray<AttentionState> Attention { get; init; }

    /// <summary>Where the table stands.</summary>
    public required long TableOffset { get; init; }
}
