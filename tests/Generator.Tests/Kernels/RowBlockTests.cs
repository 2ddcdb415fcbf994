using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Targets;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the generator and the runtime must agree on without sharing an assembly.</summary>
public sealed class RowBlockTests
{
    [Fact]
    public void LargestBlock_IsWhatKernelsHaveRoomFor() => Assert.Equal(RowPlan.Block, RowBlocks.Size(int.MaxValue, threads: 1));

    [Fact]
    public void Blocks_EndWhereTheRowsOfAnExpertMayBegin() => Assert.All(
        from rows in Enumerable.Range(1, 200)
        from threads in Enumerable.Range(1, 9)
        select RowBlocks.Size(rows, threads),
        static size => Assert.Equal(0, size % Routing.Unit));

    /// <summary>What follows an expert's rows belongs to the next one, and may be written by another thread.</summary>
    [Fact]
    public void TilesOfAnExpertsRows_EndBeforeThoseOfTheNext()
    {
        foreach (InstructionSet set in InstructionSet.All)
        {
            Assert.All(
                Enumerable.Range(1, 200),
                rows => Assert.True(RowsWritten(set, rows) <= (rows + Routing.Unit - 1) / Routing.Unit * Routing.Unit, $"{set.Name}: {rows}"));
        }
    }

    // As Operations/Tiles/RowTiles.cs writes it.
    private static int RowsWritten(InstructionSet set, int rows)
    {
        int excess = (set.SmallTilesRows + set.SmallTileRows) % set.TileRows;
        bool isOneLess = rows % set.TileRows > 0 && rows % set.TileRows <= excess;
        int end = rows - set.SmallTilesRows - (isOneLess ? set.SmallTileRows : 0);
        int row = 0;

        while (row < end)
        {
            row += set.TileRows;
        }

        while (row < rows)
        {
            row += set.SmallTileRows;
        }

        return row;
    }
}
