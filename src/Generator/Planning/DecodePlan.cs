using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// The pass that decodes a token of every slot, and some more of any of them: two buffers through which the residual stream goes from
/// block to block, one area of temporaries for all blocks, the logits, and the caches. A slot is one sequence, or one beam of it. Offsets
/// are in floats.
/// </summary>
internal sealed record DecodePlan
{
    /// <summary>The rows of the pass: the tokens of slots that go on, those of a slot one behind another.</summary>
    public required RowLayout Rows { get; init; }

    /// <summary>The most rows.</summary>
    public required int MostRows { get; init; }

    /// <summary>Sequences times beams.</summary>
    public required int Slots { get; init; }

    public required long ChainFloats { get; init; }

    public required long SharedOffset { get; init; }

    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    /// <summary>The end of what no later pass needs.</summary>
    public required long TemporaryFloats { get; init; }

    /// <summary>
    /// Weights that a row is multiplied by between two barriers, on average: what tells whether threads are worth their waiting.
    /// </summary>
    public required long PhaseWeights { get; init; }

    /// <summary>Whether the weights of a token come from memory, or from a cache so far out that it is nearly as slow.</summary>
    public required bool ReadsMemory { get; init; }

    /// <summary>The blocks that decode, with their work.</summary>
    public required ImmutableArray<(Block Block, ImmutableArray<Phase> Phases)> Blocks { get; init; }

    /// <summary>The last block's result, a panel matrix.</summary>
    public required Value Logits { get; init; }

    /// <summary>
    /// Whether logits are copied to rows. A single row's panels are the row itself, but where the last layer's own output is the result,
    /// whose place another pass may take.
    /// </summary>
    public required bool UnpacksLogits { get; init; }

    public static DecodePlan Create(ModelPlan plan)
    {
        InferenceCapacity capacity = plan.Specification.Inference;
        RowLayout rows = capacity.Rows == 1 ? RowLayout.Row : new RowLayout(RowPlan.Capacity(capacity.Rows));
        long chain = (long)Axis.RoundUp(plan.Specification.ModelSize) * rows.Capacity;
        Dictionary<Value, long> shared = new();
        long sharedFloats = 0;

        Block last = plan.Graph.Blocks.Last();
        bool unpacks = rows != RowLayout.Row || last.Result == last.Input;

        ImmutableArray<(Block Block, ImmutableArray<Phase> Phases)> blocks = plan.Graph.Blocks
            .Where(block => block == last || NodesOf(block).Any())
            .Select(block => (block, PhasesOf(plan, block, isRow: rows == RowLayout.Row, unpacks)))
            .ToImmutableArray();

        foreach ((Block block, ImmutableArray<Phase> phases) in blocks)
        {
            sharedFloats = System.Math.Max(sharedFloats, Lifetimes.Place(
                phases,
                value => value.Side == Side.Target && value != block.Input && value != block.Output
                    && !(value.IsGrouping && rows == RowLayout.Row),
                value => value.Floats(rows.Capacity),
                shared));
        }

        return new DecodePlan
        {
            Rows = rows,
            MostRows = capacity.Rows,
            Slots = capacity.Slots,
            ChainFloats = chain,
            SharedOffset = 2 * chain,
            Blocks = blocks,
            Shared = shared,
            TemporaryFloats = (2 * chain) + sharedFloats,
            PhaseWeights = CountPhaseWeights(plan.Graph),
            ReadsMemory = IsFromMemory(
                ProjectionsOf(plan.Graph).Sum(item => item.Block.ParameterSets * BytesOf(item.Projection, plan.Parameters))),
            Logits = last.Result,
            UnpacksLogits = unpacks,
        };
    }

    /// <summary>
    /// Whether so many weights, read one after another and then again, are gone from the caches that are as fast as products of one row.
    /// </summary>
    public static bool IsFromMemory(long bytes) => bytes >= Caches.Near;

    /// <summary>Bytes of a product's weights.</summary>
    public static long WeightBytes(WeightFormat format, int depth, int panels) =>
        (long)WeightLayout.Of(format).Floats(depth) * panels * sizeof(float);

    // Of all experts: the next row reads the weights of others.
    private static long BytesOf(Projection projection, ParameterLayout parameters) =>
        (projection.Output.Pairs?.Experts ?? 1)
        * WeightBytes(parameters.FormatOf(projection.Weights[0]), projection.Input.Columns.Padded, projection.Output.Columns.Panels);

    private static long WeightsOf(Projection projection) =>
        (long)(projection.Output.Pairs?.Active ?? 1) * projection.Input.Columns.Padded * projection.Output.Columns.Padded;

    private static long CountPhaseWeights(ModelGraph graph)
    {
        long phases = graph.Blocks.Sum(static block => (long)block.Repetitions * NodesOf(block).Count());
        long weights = ProjectionsOf(graph).Sum(static item => item.Block.Repetitions * WeightsOf(item.Projection));

        return weights / phases;
    }

    private static IEnumerable<(Projection Projection, Block Block)> ProjectionsOf(ModelGraph graph) =>
        graph.Blocks.SelectMany(static block => NodesOf(block)
            .Select(static node => node is Recurrence recurrence ? recurrence.Product : node as Projection).OfType<Projection>()
            .Select(projection => (projection, block)));

    // Every node is a phase of its own: few rows leave nothing to run together.
    private static ImmutableArray<Phase> PhasesOf(ModelPlan plan, Block block, bool isRow, bool unpacks)
    {
        IEnumerable<Node> results = unpacks && block.Output is null ? [new Unpack(block.Result)] : [];

        // A single row has nothing to group by expert.
        IEnumerable<Node> nodes = NodesOf(block).Where(node => !(isRow && node is (Group or Gather)));

        return plan.Measured(nodes).Concat(results).Select(static node => new Phase(node.Domain, [node])).ToImmutableArray();
    }

    /// <summary>The nodes of a block that run for every token; what reads only the encoder's output runs once per sentence.</summary>
    public static IEnumerable<Node> NodesOf(Block block) => block.Forward.Where(static node => node.Side == Side.Target);
}
