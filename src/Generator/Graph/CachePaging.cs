using System;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// Caches of a decoder's own attention in blocks: the rows of each head are a pool for all slots, a block is some of them, the same ones in
/// every layer and head, and a table says which blocks a slot has. So slots take what their texts need, and those with a common beginning
/// share its blocks. Kwon et al. 2023, "Efficient Memory Management for Large Language Model Serving with PagedAttention".
/// </summary>
/// <param name="Positions">Positions of a block, whole panels.</param>
/// <param name="OfSlot">Blocks of the longest sequence.</param>
/// <param name="Count">Blocks of the pool.</param>
internal sealed record CachePaging(int Positions, int OfSlot, int Count)
{
    /// <summary>Rows of the pool.</summary>
    public int Rows => this.Count * this.Positions;

    /// <summary>
    /// The most positions of a block. A product with the values of as many hides what it costs to look up the next block; twice as many
    /// leave twice as much of a text's last block empty.
    /// </summary>
    private const int MostPositions = 64;

    /// <summary>Blocks of the longest sequence that shorter ones are worth it for: half of a text's last block is empty.</summary>
    private const int UsualBlocks = 8;

    /// <summary>
    /// The blocks of a model's sessions; null where every slot has a place of its own for as many positions as there are, because there is
    /// no other slot, or no more than one block of a slot, and nothing to share.
    /// </summary>
    public static CachePaging? Of(ModelSpecification specification)
    {
        InferenceCapacity capacity = specification.Inference;
        int longest = Axis.RoundUp(specification.MaxLength);
        int positions = Math.Min(MostPositions, Axis.RoundUp((longest + UsualBlocks - 1) / UsualBlocks));
        int ofSlot = (longest + positions - 1) / positions;
        int all = capacity.Slots * ofSlot;
        int count = capacity.CacheTokens == 0 ? all : Math.Min(all, (capacity.CacheTokens + positions - 1) / positions);
        bool sharesNothing = count == all && (capacity.Slots == 1 || ofSlot == 1);

        return sharesNothing || capacity.InOnePiece ? null : new CachePaging(positions, ofSlot, count);
    }
}
