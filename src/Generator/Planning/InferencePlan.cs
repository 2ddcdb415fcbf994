using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// The arena of an inference session, in floats: temporaries that its passes share, the logits by rows, the table of positions, and what
/// nodes of the decoder keep from token to token: of each slot, or of each sequence that cross-attention looks at. Where it is asked for,
/// nodes keep what attention sees.
/// </summary>
internal sealed record InferencePlan
{
    /// <summary>The graph without anything that only training needs.</summary>
    public required ModelPlan Model { get; init; }

    /// <summary>The pass over source sequences; null for a decoder.</summary>
    public required SequencePlan? Encode { get; init; }

    /// <summary>The pass that decodes tokens of slots; null for an encoder.</summary>
    public required DecodePlan? Decode { get; init; }

    /// <summary>The pass over prompts; null for an encoder.</summary>
    public required SequencePlan? Prompt { get; init; }

    /// <summary>Logits by rows, [rows, outputs].</summary>
    public required long LogitsOffset { get; init; }

    /// <summary>Floats of the logits by rows; 0 where the only row's panels are its logits.</summary>
    public required long LogitsFloats { get; init; }

    public required long PositionOffset { get; init; }

    /// <summary>What nodes keep from token to token.</summary>
    public required ImmutableArray<StatePlan> States { get; init; }

    public required long StateFloats { get; init; }

    /// <summary>Floats of what is kept from token to token.</summary>
    public long KeptFloats => this.States.Sum(static state => state.Floats);

    /// <summary>Floats of it that hold the weights of attention, for whoever looks at them.</summary>
    public long MapFloats => this.States.Where(static state => state.State is AttentionMap).Sum(static state => state.Floats);

    /// <summary>Where the state of a node of a block stands.</summary>
    public StatePlan StateOf(Block block, Node node) => this.StatesOf(block).Single(state => IsSame(state.Node, node));

    /// <summary>The states that the nodes of a block keep.</summary>
    public IEnumerable<StatePlan> StatesOf(Block block) => this.States.Where(state => ReferenceEquals(state.Block, block));

    // What a node reads and writes is its identity: variants of a block have nodes that differ otherwise.
    private static bool IsSame(Node left, Node right) => left.GetType() == right.GetType()
        && left.Outputs.SequenceEqual(right.Outputs) && left.Inputs.SequenceEqual(right.Inputs);

    public static InferencePlan Create(ModelSpecification specification)
    {
        ModelPlan model = ModelPlan.CreateInference(specification);
        SequencePlan? encode = specification.HasEncoder ? SequencePlan.CreateEncoding(model) : null;
        DecodePlan? decode = specification.HasDecoder ? DecodePlan.Create(model) : null;
        SequencePlan? prompt = specification.HasDecoder ? SequencePlan.CreatePrompt(model) : null;
        long temporaries = new[] { encode?.TemporaryFloats ?? 0, decode?.TemporaryFloats ?? 0, prompt?.TemporaryFloats ?? 0 }.Max();
        bool unpacks = decode?.UnpacksLogits ?? true;
        int sequenceRows = specification.Pooling is null ? specification.MaxLength : 1;
        int outputRows = decode?.MostRows ?? (specification.Inference.Sequences * sequenceRows);
        long logits = unpacks ? (long)outputRows * Axis.RoundUp(specification.Outputs) : 0;
        long positions = temporaries + logits;
        long end = positions + PositionTable.Floats(specification);
        ImmutableArray<StatePlan> states = PlaceStates(
            specification, [.. encode?.Blocks ?? [], .. decode?.Blocks ?? []], decode?.Slots ?? 0, end).ToImmutableArray();
        end += states.Sum(static state => state.Floats);

        return new InferencePlan
        {
            Model = model,
            Encode = encode,
            Decode = decode,
            Prompt = prompt,
            LogitsOffset = unpacks ? temporaries : decode!.SharedOffset + decode.Shared[decode.Logits],
            LogitsFloats = logits,
            PositionOffset = positions,
            States = states,
            StateFloats = end + RowPlan.ReadPast,
        };
    }

    private static IEnumerable<StatePlan> PlaceStates(
        ModelSpecification specification, IEnumerable<(Block Block, ImmutableArray<Phase> Phases)> blocks, int slots, long offset)
    {
        foreach ((Block block, ImmutableArray<Phase> phases) in blocks)
        {
            foreach (Node node in phases.SelectMany(static phase => phase.Nodes))
            {
                if (node.StateOf(specification.MaxLength) is DecodingState state)
                {
                    int places = state.IsOfSource ? specification.Inference.Sequences : state.Paging is null ? slots : 1;
                    StatePlan plan = new(block, node, state, offset, places);
                    yield return plan;
                    offset += plan.Floats;
                }
            }
        }
    }
}
