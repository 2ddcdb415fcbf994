using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>
/// How kernels find the rows of a slot in caches whose slots share a pool: the table has the number of the block of a slot's first
/// positions, then that of the next ones. Where slots have places of their own there is none, and a position is its row.
/// </summary>
/// <param name="Positions">Positions of a block.</param>
/// <param name="OfSlot">Entries of a slot.</param>
internal sealed record BlockTable(int Positions, int OfSlot)
{
    /// <summary>Tells kernels of one shape apart.</summary>
    public string Word => $"Blocks{this.OfSlot}x{this.Positions}";

    /// <summary>The table of a cache, if it has one.</summary>
    public static BlockTable? Of(KeyValueCache cache) =>
        cache.Paging is CachePaging paging ? new(paging.Positions, paging.OfSlot) : null;

    /// <summary>Finds the entries of the slot at hand.</summary>
    public void WriteSlot(KernelWriter writer) => writer.Line($"blocks = &blocks[slot * {this.OfSlot}];");

    /// <summary>The row of a position.</summary>
    public string RowOf(string position) =>
        $"(nint)blocks[{position} / {this.Positions}] * {this.Positions} + {position} % {this.Positions}";

    /// <summary>The first position that has another block than the one before it.</summary>
    public string EndOf(string position) => $"({position} / {this.Positions} + 1) * {this.Positions}";
}
