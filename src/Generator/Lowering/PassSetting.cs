using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>A pass before it is lowered: what it runs through, and where.</summary>
internal sealed record PassSetting
{
    public required PassKind Kind { get; init; }

    /// <summary>The model with the parameters as the pass finds them.</summary>
    public required ModelPlan Model { get; init; }

    /// <summary>The rows of its activations.</summary>
    public required PassLayout Layout { get; init; }

    /// <summary>Where temporaries start that no block keeps.</summary>
    public required long SharedOffset { get; init; }

    /// <summary>The state of an inference session; null in training.</summary>
    public InferencePlan? Inference { get; init; }

    /// <summary>The parts of the arena besides the temporaries, in the order of their offsets.</summary>
    public required ImmutableArray<ArenaRegion> Regions { get; init; }

    /// <summary>The blocks in the order in which the pass runs through them.</summary>
    public required ImmutableArray<PassBlock> Blocks { get; init; }

    /// <summary>The chain of calls in words.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether the pass has a single row, which stands at the start of every matrix.</summary>
    public bool IsRow => this.Layout.Rows == RowLayout.Row;

    /// <summary>
    /// How the rows of a side are cut: by the number of threads over whole sequences, into tiles where there is a row for every slot.
    /// </summary>
    public WorkSplit SplitRows(Side side) => this switch
    {
        { IsRow: true } => WorkSplit.Once with { Rows = (0, 1) },
        { Kind: PassKind.Decode } => WorkSplit.OfRows(side, RowPlan.LargestTile),
        _ => WorkSplit.OfRows(side),
    };
}

/// <summary>The passes that a model may have.</summary>
internal enum PassKind
{
    /// <summary>Training, from tokens to losses.</summary>
    Forward,

    /// <summary>Training, from losses to the gradients of parameters.</summary>
    Backward,

    /// <summary>Inference over whole source sequences.</summary>
    Encode,

    /// <summary>Inference of one token of every slot.</summary>
    Decode,

    /// <summary>Inference over tokens of prompts.</summary>
    Prompt,
}

/// <summary>A block in a pass.</summary>
internal sealed record PassBlock
{
    public required Block Block { get; init; }

    /// <summary>The method.</summary>
    public required string Name { get; init; }

    /// <summary>The block in words.</summary>
    public required string Summary { get; init; }

    /// <summary>Its nodes, in phases.</summary>
    public required ImmutableArray<Phase> Phases { get; init; }

    /// <summary>What its method is called with.</summary>
    public required ImmutableArray<BlockParameter> Parameters { get; init; }

    /// <summary>Values in the repetition's own part of the arena, by their offset there; null where a pass keeps nothing.</summary>
    public IReadOnlyDictionary<Value, long>? Saved { get; init; }

    /// <summary>What the first repetition keeps, in floats from the arena's start.</summary>
    public long SavedBase { get; init; }

    /// <summary>Floats from there to what the next repetition keeps.</summary>
    public long SavedStride { get; init; }

    /// <summary>Temporaries by their offset in the shared area.</summary>
    public required IReadOnlyDictionary<Value, long> Shared { get; init; }

    /// <summary>
    /// Where the gradients of a repetition's parameters start: once it is done, the pass writes none from there on. Null where it may.
    /// </summary>
    public Func<int, long?>? GradientStart { get; init; }

    /// <summary>Whether its output is the next block's input.</summary>
    public bool IsInChain { get; init; } = true;
}

/// <summary>A parameter of a block's method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">What a call puts there: of the repetition of the block, and of the number of blocks of the chain before it.</param>
internal sealed record BlockParameter(string Name, Func<int, int, Operand> At)
{
    /// <summary>The value that it points to; null for an arena or a number.</summary>
    public Value? Value { get; init; }
}
