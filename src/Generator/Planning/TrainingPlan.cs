using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// The arena of a training session, in floats: what the backward pass reads again, block after block; two buffers through which the
/// gradient of the residual stream goes from block to block; one area of temporaries that all blocks share.
/// </summary>
internal sealed record TrainingPlan
{
    public required PassLayout Layout { get; init; }

    public RowLayout Rows => this.Layout.Rows;

    public required ImmutableArray<TrainingBlock> Blocks { get; init; }

    /// <summary>The two buffers of the residual stream's gradient.</summary>
    public required long ChainOffset { get; init; }

    public required long ChainStride { get; init; }

    public required long SharedOffset { get; init; }

    public required long ActivationFloats { get; init; }

    /// <summary>The encoder's output, where there is a decoder to read it.</summary>
    public required long MemoryOffset { get; init; }

    /// <summary>Its gradient.</summary>
    public required long MemoryGradientOffset { get; init; }

    /// <summary>Table gradients that add to what an earlier node of the backward pass has written: tied and shared tables.</summary>
    public required ImmutableHashSet<EmbeddingGradient> Additions { get; init; }

    public static TrainingPlan Create(ModelSpecification specification, ModelGraph graph, TrainingCapacity capacity)
    {
        int rows = RowPlan.Capacity(capacity.Tokens);
        long Size(Value value) => value.Floats(rows);

        ImmutableArray<TrainingBlock>.Builder blocks = ImmutableArray.CreateBuilder<TrainingBlock>();
        long chain = (long)Axis.RoundUp(specification.ModelSize) * rows;
        long offset = 0;
        long shared = 0;
        long memory = 0;

        foreach (Block block in graph.Blocks)
        {
            if (block.Input is null && blocks.Count > 0)
            {
                // The encoder's chain ends here; its end stays.
                memory = offset;
                offset += chain;
            }

            TrainingBlock planned = TrainingBlock.Create(block, offset, Size);
            blocks.Add(planned);
            offset += planned.Stride * block.Repetitions;
            shared = System.Math.Max(shared, planned.SharedFloats);
        }

        bool hasMemory = memory > 0;
        long sharedOffset = offset + ((hasMemory ? 3 : 2) * chain);
        long positions = sharedOffset + shared;
        long positionFloats = PositionTable.Floats(specification);

        return new TrainingPlan
        {
            Layout = new PassLayout(new RowLayout(rows), positions, capacity.Length),
            Blocks = blocks.ToImmutable(),
            ChainOffset = offset,
            ChainStride = chain,
            MemoryOffset = memory,
            MemoryGradientOffset = offset + (2 * chain),
            SharedOffset = sharedOffset,
            ActivationFloats = positions + positionFloats + RowPlan.ReadPast,
            Additions = FindAdditions(graph),
        };
    }

    private static ImmutableHashSet<EmbeddingGradient> FindAdditions(ModelGraph graph)
    {
        ImmutableHashSet<EmbeddingGradient>.Builder additions = ImmutableHashSet.CreateBuilder<EmbeddingGradient>();
        HashSet<Parameter> written = new();

        foreach (Node node in graph.Blocks.Reverse().SelectMany(static block => block.Backward))
        {
            if (node is WeightGradient weights)
            {
                written.UnionWith(weights.Weights);
            }
            else if (node is EmbeddingGradient { Table: Parameter embedded } table && !written.Add(embedded))
            {
                additions.Add(table);
            }
        }

        return additions.ToImmutable();
    }
}

/// <summary>A block's part of the arena and the order of its work.</summary>
internal sealed record TrainingBlock
{
    public required Block Block { get; init; }

    /// <summary>The first repetition's saved values.</summary>
    public required long Base { get; init; }

    /// <summary>Floats of one repetition's saved values; the block's output stands there, as the next one's input.</summary>
    public required long Stride { get; init; }

    public required long SharedFloats { get; init; }

    /// <summary>Values kept for the backward pass, relative to their repetition; the input is the first.</summary>
    public required IReadOnlyDictionary<Value, long> Saved { get; init; }

    public required ImmutableArray<Phase> Forward { get; init; }

    /// <summary>Temporaries of the forward pass, relative to the shared area.</summary>
    public required IReadOnlyDictionary<Value, long> ForwardShared { get; init; }

    public required ImmutableArray<Phase> Backward { get; init; }

    /// <summary>Temporaries of the backward pass, which may compute one of the forward pass again in another place.</summary>
    public required IReadOnlyDictionary<Value, long> BackwardShared { get; init; }

    public static TrainingBlock Create(Block block, long start, System.Func<Value, long> size)
    {
        Dictionary<Value, long> saved = new();
        long stride = 0;
        IEnumerable<Value> first = block.Input is null ? [] : [block.Input];

        foreach (Value value in first.Concat(block.Kept))
        {
            saved.Add(value, stride);
            stride += size(value);
        }

        if (block.Output is not null)
        {
            saved.Add(block.Output, stride);
        }

        ImmutableArray<Phase> forward = Phase.Schedule(block.Forward);
        ImmutableArray<Phase> backward = Phase.Schedule(block.Backward);
        Dictionary<Value, long> forwardShared = new();
        Dictionary<Value, long> backwardShared = new();
        HashSet<Value?> bound = new() { block.Memory, block.MemoryGradient, block.OutputGradient, block.InputGradient };
        bool IsTemporary(Value value) => !saved.ContainsKey(value) && !bound.Contains(value);
        long forwardFloats = Lifetimes.Place(forward, IsTemporary, size, forwardShared);
        long backwardFloats = Lifetimes.Place(backward, IsTemporary, size, backwardShared);

        return new TrainingBlock
        {
            Block = block,
            Base = start,
            Stride = stride,
            SharedFloats = System.Math.Max(forwardFloats, backwardFloats),
            Saved = saved,
            Forward = forward,
            ForwardShared = forwardShared,
            Backward = backward,
            BackwardShared = backwardShared,
        };
    }
}
