using Weft.Generator.Shared;

namespace Weft.Generator.Planning;

/// <summary>The rows of activations: how many there is room for, and how they are cut into work items.</summary>
internal static class RowPlan
{
    /// <inheritdoc cref="LargestBlock.Rows"/>
    public const int Block = LargestBlock.Rows;

    /// <summary>The most tokens of prompts in one pass: blocks for several threads, and activations of a few megabytes.</summary>
    public const int Prompt = 4 * Block;

    /// <summary>Rows of the largest register tile; a tile at the end of the rows may read and write that far.</summary>
    public const int LargestTile = 12;

    /// <summary>Floats behind a matrix that a tile of its last row reads, and makes nothing of.</summary>
    public const int TileReach = (LargestTile - 1) * Panels.Width;

    /// <summary>Floats behind a matrix that are read where its last row is transposed with the rows that fill a panel.</summary>
    public const int SquareReach = (Panels.Width - 1) * Panels.Width;

    /// <summary>Floats behind the last matrix of an arena that may be read: more than any kernel does.</summary>
    public const int ReadPast = Panels.Square;

    /// <summary>
    /// Room for <paramref name="rows"/> rows: a multiple of the largest tile whose quotient is odd. The same columns of
    /// neighbouring panels then fall into 16 different cache sets instead of one.
    /// </summary>
    public static int Capacity(int rows)
    {
        int tiles = (rows + LargestTile - 1) / LargestTile;

        return LargestTile * (tiles | 1);
    }
}
