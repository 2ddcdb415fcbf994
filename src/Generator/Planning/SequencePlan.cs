using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>
/// A pass over sequences, cut by rows: source sequences through the encoder's blocks, and for an encoder-decoder the keys and values that
/// every decoder layer makes of the encoder's output; or the tokens of prompts through a decoder's layers, for their keys and values.
/// Offsets are in floats.
/// </summary>
internal sealed record SequencePlan
{
    public required RowLayout Rows { get; init; }

    /// <summary>The most rows of a pass.</summary>
    public required int MostRows { get; init; }

    public required long ChainFloats { get; init; }

    public required long SharedOffset { get; init; }

    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    /// <summary>The end of what no later pass needs.</summary>
    public required long TemporaryFloats { get; init; }

    /// <summary>The blocks that the rows go through, in order, with their work.</summary>
    public required ImmutableArray<(Block Block, ImmutableArray<Phase> Phases)> Blocks { get; init; }

    /// <summary>The pass over source sequences.</summary>
    public static SequencePlan CreateEncoding(ModelPlan plan) =>
        Create(plan, Side.Source, plan.Graph.Blocks, plan.Specification.Inference.Sequences * plan.Specification.MaxLength);

    /// <summary>
    /// The pass over tokens of prompts, of every sequence. Logits are made of a prompt's last token, which is decoded alone.
    /// </summary>
    public static SequencePlan CreatePrompt(ModelPlan plan) => Create(
        plan, Side.Target, plan.Graph.Blocks.Where(static block => block.Output is not null),
        (int)System.Math.Min((long)plan.Specification.Inference.Sequences * plan.Specification.MaxLength, RowPlan.Prompt));

    private static SequencePlan Create(ModelPlan plan, Side side, IEnumerable<Block> blocks, int mostRows)
    {
        RowLayout rows = new(RowPlan.Capacity(mostRows));
        long chain = (long)Axis.RoundUp(plan.Specification.ModelSize) * rows.Capacity;
        Dictionary<Value, long> shared = new();
        long sharedFloats = 0;
        ImmutableArray<(Block, ImmutableArray<Phase>)> work = blocks
            .Where(block => block is { Output: null, Memory: null } || block.Forward.Any(node => IsOf(side, node.Side)))
            .Select(block => (
                block, Phase.Schedule(NodesOf(plan, block, side).Concat(ResultsOf(block, side)))))
            .ToImmutableArray();

        foreach ((Block block, ImmutableArray<Phase> phases) in work)
        {
            sharedFloats = System.Math.Max(sharedFloats, Lifetimes.Place(
                phases,
                value => IsOf(side, value.Side) && value != block.Input && value != block.Output && value != block.Memory,
                value => value.Floats(rows.Capacity),
                shared));
        }

        return new SequencePlan
        {
            Rows = rows,
            MostRows = mostRows,
            ChainFloats = chain,
            SharedOffset = 2 * chain,
            Shared = shared,
            TemporaryFloats = (2 * chain) + sharedFloats,
            Blocks = work,
        };
    }

    // What prompts are multiplied by is not looked at.
    private static IEnumerable<Node> NodesOf(ModelPlan plan, Block block, Side side)
    {
        IEnumerable<Node> nodes = block.Forward.Where(node => IsOf(side, node.Side));

        return side == Side.Source ? plan.Measured(nodes) : plan.Shown(nodes);
    }

    // A pass over the source ends in what is pooled of it.
    private static bool IsOf(Side side, Side rows) => rows == side || (side == Side.Source && rows == Side.Pooled);

    // What leaves the pass: keys and values of the encoder's output to their caches, logits to rows.
    private static IEnumerable<Node> ResultsOf(Block block, Side side)
    {
        if (side == Side.Target)
        {
            return [];
        }

        if (block.Memory is not null)
        {
            return from attention in block.Forward.OfType<Attention>() where attention.IsCross select new CacheMemory(attention);
        }

        return block.Output is null ? [new Unpack(block.Result)] : [];
    }
}
