using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Lowering;

/// <summary>A pass through the model as data: what text is printed from, and what is counted before there is any.</summary>
internal sealed record PassProgram
{
    /// <summary>What its class and its file are called: <c>Forward</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a pass of training, not of inference.</summary>
    public required bool IsTraining { get; init; }

    /// <summary>The chain of calls in words.</summary>
    public required string Summary { get; init; }

    /// <summary>What stands where in the arena of activations.</summary>
    public required ArenaMap Arena { get; init; }

    /// <summary>The calls, one for every repetition of a block, in their order.</summary>
    public required ImmutableArray<BlockCall> Calls { get; init; }

    /// <summary>The methods that are called, each once.</summary>
    public required ImmutableArray<BlockProgram> Blocks { get; init; }

    /// <summary>All work, in the order of the text.</summary>
    public IEnumerable<Work> Works => this.Blocks.SelectMany(static block => block.Steps).SelectMany(static step => step.Works);

    /// <summary>Every call of a kernel, in the order of the text.</summary>
    public IEnumerable<KernelCall> KernelCalls =>
        this.Works.SelectMany(static work => work.PerThread.Concat(work.Statements)).SelectMany(static statement => statement.KernelCalls);
}

/// <summary>A call of a block's method for one repetition.</summary>
/// <param name="Block">The method.</param>
/// <param name="Operands">Its operands, in the order of its parameters.</param>
internal sealed record BlockCall(BlockProgram Block, ImmutableArray<Operand> Operands)
{
    /// <summary>From where on gradients are final after the call; null where no more of them are than before.</summary>
    public long? FinalGradients { get; init; }
}

/// <summary>A block of the model in one pass: a method with steps in their order.</summary>
internal sealed record BlockProgram
{
    public required string Name { get; init; }

    /// <summary>The block in words.</summary>
    public required string Summary { get; init; }

    /// <summary>What differs from one repetition to the next.</summary>
    public required Signature Signature { get; init; }

    /// <summary>Pointers that have a name, in the order of their first use.</summary>
    public required ImmutableArray<Local> Locals { get; init; }

    public required ImmutableArray<Step> Steps { get; init; }
}

/// <summary>A pointer with a name.</summary>
/// <param name="Name">The role.</param>
/// <param name="Value">Where it points.</param>
/// <param name="Shape">The shape of what stands there, for a comment.</param>
internal sealed record Local(string Name, Address Value, string Shape)
{
    /// <summary>Whether it points to integers.</summary>
    public bool IsInteger { get; init; }
}

/// <summary>Work that threads share; when all of it is done, the next step may read what it has written.</summary>
/// <param name="Comment">What is done, in words; null where the step before has said it.</param>
/// <param name="Works">Works of one split, or works that put their items behind one another's.</param>
internal sealed record Step(string? Comment, ImmutableArray<Work> Works);

/// <summary>What a node comes to in a pass: statements for every item of a split.</summary>
internal sealed record Work(WorkSplit Split, ImmutableArray<Statement> Statements)
{
    /// <summary>What every thread does once before its first item, whose results stay in its scratch for all of them.</summary>
    public ImmutableArray<Statement> PerThread { get; init; } = ImmutableArray<Statement>.Empty;

    /// <summary>The keys that shaped it.</summary>
    public ImmutableArray<Key> Keys { get; init; } = ImmutableArray<Key>.Empty;

    /// <summary>What these items are, where they share a claim with others.</summary>
    public string? Comment { get; init; }
}
