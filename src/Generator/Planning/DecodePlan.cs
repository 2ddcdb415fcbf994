using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// A pass of a decoder over its key and value caches: two buffers through which the residual stream goes from block to block, and one area of
/// temporaries for all blocks. A row is one position of a slot, and a slot is one sequence, or one beam of it. Offsets are in floats.
/// </summary>
internal sealed record DecodePlan
{
    /// <summary>The pass's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the rows stand in memory.</summary>
    public required RowLayout Rows { get; init; }

    /// <summary>The most rows of a pass.</summary>
    public required int MostRows { get; init; }

    /// <summary>Whether rows are the positions of prompts: several of one slot, whose logits nobody asks for. Otherwise they are of different slots.</summary>
    public bool IsPrompt => this.Logits is null;

    /// <summary>The blocks that the rows go through, in order.</summary>
    public required ImmutableArray<Block> Blocks { get; init; }

    public required long ChainFloats { get; init; }

    public required long SharedOffset { get; init; }

    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    /// <summary>The end of what no later pass needs.</summary>
    public required long TemporaryFloats { get; init; }

    /// <summary>Weights that a row is multiplied by between two barriers, on average: what tells whether threads are worth their waiting.</summary>
    public required long PhaseWeights { get; init; }

    /// <summary>Whether the weights of a token come from memory, or from a cache so far out that it is nearly as slow.</summary>
    public required bool ReadsMemory { get; init; }

    /// <summary>The last block's result, a panel matrix; null for prompts.</summary>
    public required Value? Logits { get; init; }

    /// <summary>A single row's panels are the row itself; several rows are copied out of their panels.</summary>
    public bool UnpacksLogits => this.Logits is not null && this.Rows != RowLayout.Row;

    /// <summary>The pass that decodes a token of every slot.</summary>
    public static DecodePlan Create(ModelPlan plan)
    {
        InferenceCapacity capacity = plan.Specification.Inference;
        int slots = capacity.Sequences * capacity.Beam;
        RowLayout rows = slots == 1 ? RowLayout.Row : new RowLayout(RowPlan.Capacity(slots), "Slots");

        return Create(plan, "Decode", rows, slots, BlocksOf(plan)) with { Logits = plan.Graph.Blocks.Last().Result };
    }

    /// <summary>The pass that puts the keys and values of prompts into the caches. Logits are made of a prompt's last token, which is decoded alone.</summary>
    public static DecodePlan CreatePrompt(ModelPlan plan)
    {
        int rows = System.Math.Min(plan.Specification.MaxLength, RowPlan.Prompt);

        return Create(plan, "Prompt", new RowLayout(RowPlan.Capacity(rows), "Prompt"), rows, BlocksOf(plan).Where(static block => block.Output is not null));
    }

    private static IEnumerable<Block> BlocksOf(ModelPlan plan) => plan.Graph.Blocks.Where(static block => NodesOf(block).Any());

    private static DecodePlan Create(ModelPlan plan, string name, RowLayout rows, int mostRows, IEnumerable<Block> blocks)
    {
        long chain = (long)Axis.RoundUp(plan.Specification.ModelSize) * rows.Capacity;
        Dictionary<Value, long> shared = new();
        long sharedFloats = 0;

        foreach (Block block in blocks)
        {
            // Every node is a phase of its own: few rows leave nothing to run together.
            ImmutableArray<Phase> phases = NodesOf(block).Select(static node => new Phase(node.Domain, [node])).ToImmutableArray();
            sharedFloats = System.Math.Max(sharedFloats, Lifetimes.Place(
                phases, value => value.Side == Side.Target && value != block.Input && value != block.Output, value => value.Floats(rows.Capacity), shared));
        }

        return new DecodePlan
        {
            Name = name,
            Rows = rows,
            MostRows = mostRows,
            Blocks = blocks.ToImmutableArray(),
            ChainFloats = chain,
            SharedOffset = 2 * chain,
            Shared = shared,
            TemporaryFloats = (2 * chain) + sharedFloats,
            PhaseWeights = CountPhaseWeights(plan.Graph),
            ReadsMemory = IsFromMemory(ProjectionsOf(plan.Graph).Sum(item =>
                (long)item.Repetitions * WeightBytes(plan.Parameters.Format, item.Projection.Input.Columns.Padded, item.Projection.Output.Columns.Panels))),
            Logits = null,
        };
    }

    /// <summary>Whether so many weights, read one after another and then again, are gone from the caches that are as fast as products of one row.</summary>
    public static bool IsFromMemory(long bytes) => bytes >= Caches.Near;

    /// <summary>Bytes of a product's weights.</summary>
    public static long WeightBytes(WeightFormat format, int depth, int panels) => (long)format.PanelFloats(depth) * panels * sizeof(float);

    private static long CountPhaseWeights(ModelGraph graph)
    {
        long phases = graph.Blocks.Sum(static block => (long)block.Repetitions * NodesOf(block).Count());

        return ProjectionsOf(graph).Sum(static item => (long)item.Repetitions * item.Projection.Input.Columns.Padded * item.Projection.Output.Columns.Padded) / phases;
    }

    private static IEnumerable<(Projection Projection, int Repetitions)> ProjectionsOf(ModelGraph graph) =>
        graph.Blocks.SelectMany(static block => NodesOf(block).OfType<Projection>().Select(projection => (projection, block.Repetitions)));

    /// <summary>The nodes of a block that run for every token; what reads only the encoder's output runs once per sentence.</summary>
    public static IEnumerable<Node> NodesOf(Block block) => block.Forward.Where(static node => node.Side == Side.Target);
}
