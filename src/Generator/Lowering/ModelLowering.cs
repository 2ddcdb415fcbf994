using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>From the plans of a model to its program: every pass, and everything that is told of them.</summary>
internal sealed class ModelLowering(ModelSpecification specification, ModelPlan plan, InferencePlan inference, IOperations operations)
{
    private readonly KernelSet _kernels = new();

    public ModelProgram Lower()
    {
        TrainingProgram? training = plan.Training is null ? null : this.LowerTraining(plan.Training);
        ImmutableArray<PassProgram> passes = this.InferencePasses().Select(this.Lower).ToImmutableArray();
        (SessionTable? table, ImmutableArray<Key> tableKeys) = this.FindTable();

        return new ModelProgram
        {
            Identity = ModelIdentity.Of(specification),
            Settings = ModelSettings.Of(specification),
            Summary = ModelWords.Summary(specification),
            Constants = ModelWords.Constants(plan, inference).ToImmutableArray(),
            Shape = this.Shape().ToImmutableArray(),
            Choices = this.Choices().ToImmutableArray(),
            Function = FunctionText.Of(specification).ToImmutableArray(),
            Initialization = specification.Initialization.ToString().ToLowerInvariant(),
            Parameters = ParameterBlock.Of(plan).ToImmutableArray(),
            Training = training,
            Inference = this.LowerInference(passes),
            Table = table,
            TableKeys = tableKeys,
            Costs = this.Costs().ToImmutableArray(),
            Kernels = _kernels,
            Targets = TargetSelection.Of(specification.InstructionSets).ToImmutableArray(),
        };
    }

    private PassProgram Lower(PassSetting pass) => new PassLowering(pass, operations, _kernels).Lower();

    private TrainingProgram LowerTraining(TrainingPlan training)
    {
        TrainingPasses passes = new(plan, training);
        ImmutableArray<PassProgram> programs = [this.Lower(passes.Forward), this.Lower(passes.Backward)];
        TrainingBlock head = training.Blocks.Last();
        Value logits = head.Block.Result;

        long gradients = plan.Parameters.GradientFloats;
        int scratch = ScratchOf(programs);

        return new TrainingProgram
        {
            Passes = programs,
            Arenas =
            [
                ("parameters", plan.Parameters.Floats), ("gradients", gradients), ("first moment", gradients),
                ("second moment", gradients),
                ("transposed copies", plan.Parameters.CopyFloats), ("activations", training.ActivationFloats),
                ("scratch per thread", scratch),
            ],
            Tokens = specification.Training!.Tokens,
            ActivationFloats = training.ActivationFloats,
            ScratchFloats = scratch,
            LogitsOffset = head.Base + head.Saved[logits],
            LogitsStride = training.Rows.Stride,
            Outputs = logits.Columns.Count,
            TableOffset = training.Layout.PositionOffset,
        };
    }

    private IEnumerable<PassSetting> InferencePasses()
    {
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

    private InferenceProgram LowerInference(ImmutableArray<PassProgram> passes) => new()
    {
        Passes = passes,
        Arenas =
        [
            ("weights", inference.Model.Parameters.Floats), ("transposed copies", inference.Model.Parameters.CopyFloats),
            ("state", inference.StateFloats - inference.KeptFloats),
            (specification.IsRecurrent ? "recurrent states" : "key and value caches", inference.KeptFloats - inference.MapFloats),
            .. inference.MapFloats > 0 ? [("attention weights", inference.MapFloats)] : ((string, long)[])[],
            ("scratch per thread", ScratchOf(passes)),
        ],
        Summary = ModelWords.Inference(specification),
        BaseClass = $"{specification.Architecture}Session",
        Storage = inference.Model.Parameters.Format == WeightFormat.Float32 ? null : inference.Model.Parameters.Format.ToString(),
        Layout = this.LayoutOf(passes).Where(static item => item.Value != 0).ToImmutableArray(),
        States = inference.States.Where(static state => !state.State.IsOfSource).Select(SlotState.Of).ToImmutableArray(),
        Attention = inference.States.Where(static state => state.State is AttentionMap).Select(AttentionState.Of).ToImmutableArray(),
        TableOffset = inference.PositionOffset,
    };

    private IEnumerable<(string Name, long Value)> Shape()
    {
        yield return ("SourceVocabulary", specification.SourceVocabulary);
        yield return ("TargetVocabulary", specification.TargetVocabulary);
        if (specification.Image is ImageInput image)
        {
            yield return ("ImageFloats", image.Floats);
        }

        yield return ("Outputs", specification.Outputs);

        if (specification.TokenTypes > 0)
        {
            yield return ("TokenTypes", specification.TokenTypes);
        }

        yield return ("MaxLength", specification.MaxLength);
        yield return ("TrainingSequences", specification.Training?.Sequences ?? 0);
        yield return ("TrainingTokens", specification.Training?.Tokens ?? 0);
        yield return ("TrainingLength", specification.Training?.Length ?? 0);
        yield return ("ParameterFloats", plan.Parameters.Floats);

        if (plan.HasFrozenParameters)
        {
            yield return ("GradientFloats", plan.Parameters.GradientFloats);
        }

        yield return ("CopyFloats", plan.Parameters.CopyFloats);

        if (specification.Adapters is AdapterShape adapters)
        {
            yield return ("AdapterRank", adapters.Rank);
        }

        yield return ("ParameterCount", plan.Graph.ParameterCount);
        yield return (
            "AttentionSize",
            specification.IsRecurrent ? 0 : ((long)specification.EncoderLayers + specification.DecoderLayers) * specification.ModelSize);
    }

    // What is other than usual.
    private IEnumerable<(string Name, string Value)> Choices()
    {
        if (specification.Output != OutputForm.Vocabulary)
        {
            yield return ("Output", $"ModelResult.{specification.Output}");
        }

        if (specification.Loss is LossFunction loss and not LossFunction.CrossEntropy)
        {
            yield return ("Loss", $"LossKind.{loss}");
        }

        if (inference.Model.Parameters.Format != WeightFormat.Float32)
        {
            yield return ("InferenceWeights", $"WeightStorage.{inference.Model.Parameters.Format}");
        }

        if (specification.Adapters is AdapterShape adapters)
        {
            yield return ("AdapterAlpha", Literal.Float(adapters.Alpha));
        }
    }

    private IEnumerable<(string Name, long Value)> LayoutOf(ImmutableArray<PassProgram> passes)
    {
        yield return ("WeightFloats", inference.Model.Parameters.Floats);
        yield return ("CopyFloats", inference.Model.Parameters.CopyFloats);
        yield return ("StateFloats", inference.StateFloats);
        yield return ("ScratchFloats", ScratchOf(passes));
        yield return ("Sequences", specification.Inference.Sequences);
        yield return ("Beam", specification.Inference.Beam);
        yield return ("Draft", specification.Inference.Draft);
        yield return ("PromptRows", inference.Prompt?.MostRows ?? 0);
        yield return ("BlockPositions", inference.States.Select(static state => state.State.Paging?.Positions ?? 0).Append(0).Max());
        yield return ("PhaseWeights", inference.Decode?.PhaseWeights ?? 0);
        yield return ("LogitsOffset", inference.LogitsOffset);
        yield return ("LogitsStride", Axis.RoundUp(specification.Outputs));
    }

    // Of a token; what is pooled runs once for a sequence.
    private IEnumerable<NodeCost> Costs() =>
        from block in plan.Graph.Blocks
        from variant in Enumerable.Range(0, block.Repetitions).GroupBy(block.VariantOf)
        from node in variant.Key.Of(block.Forward)
        where node.Side != Side.Pooled && !IsOfAdapter(node)
        select new NodeCost(node.Side == Side.Source, variant.Count(), operations.Of(node).CostOf(node));

    // Sessions have adapters merged into the weights.
    private static bool IsOfAdapter(Node node) => node is AdapterProduct or Projection { Weights: [{ IsAdapter: true }, ..] };

    // Threads have as much as the kernel that needs most; a little where none needs any.
    private static int ScratchOf(IEnumerable<PassProgram> passes) => Axis.RoundUp(
        passes.SelectMany(static pass => pass.KernelCalls).Select(static call => call.Kernel.ScratchFloats).Append(Panels.Width).Max());

    /// <exception cref="LoweringException">Two operations ask for different tables, or for one that no room was reserved for.</exception>
    private (SessionTable? Table, ImmutableArray<Key> Keys) FindTable()
    {
        (SessionTable Table, Operation Operation)[] tables =
        [
            .. from block in plan.Graph.Blocks
               from node in block.Forward
               let operation = operations.Of(node)
               let table = operation.TableOf(node, plan)
               where table is not null
               group operation by table into users
               select (users.Key, users.First()),
        ];

        if (tables.Length > 1)
        {
            string names = string.Join(" and ", tables.Select(static item => item.Operation.GetType().Name));

            throw new LoweringException($"{names} ask for different tables of a session, which has one.");
        }

        (SessionTable? found, Operation? user) = tables.SingleOrDefault();
        long reserved = PositionTable.Floats(specification);

        if ((found?.Floats ?? 0) == reserved)
        {
            return (found, user?.Keys ?? ImmutableArray<Key>.Empty);
        }

        string asked = found is null
            ? "No operation asks for a table of a session"
            : $"{user!.GetType().Name} asks for {found.GetType().Name} of {found.Floats} floats";

        throw new LoweringException($"{asked}; planning reserves {reserved} for {specification.PositionalEncoding} positions.")
        {
            Keys = [SpecificationKeys.PositionalEncoding],
        };
    }
}
