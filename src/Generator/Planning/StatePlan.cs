using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>Where the state of a node stands, [repetitions, slots, parts]; offsets are in floats.</summary>
/// <param name="Block">The block.</param>
/// <param name="Node">The node, in every repetition of it.</param>
/// <param name="State">What it keeps of a sequence.</param>
/// <param name="Offset">The first repetition's state.</param>
/// <param name="Slots">Slots, source sequences, or 1 where slots share a place.</param>
internal sealed record StatePlan(Block Block, Node Node, DecodingState State, long Offset, int Slots)
{
    /// <summary>Repetitions of the block.</summary>
    public int Repetitions => this.Block.Repetitions;

    /// <summary>The state of all slots in one repetition.</summary>
    public long RepetitionFloats => this.Slots * this.State.SlotFloats;

    /// <summary>The state of all repetitions.</summary>
    public long Floats => this.Repetitions * this.RepetitionFloats;
}
