namespace Weft.Generator.Planning;

/// <summary>The rows of activations: how many there is room for, and how they are cut into work items.</summary>
internal static class RowPlan
{
    /// <summary>Rows of a work item of a product that is cut by panels too: whole tiles of every instruction set, enough that a panel of
    /// weights is read once for several tiles. Passes over whole sequences cut their rows where they run, by the number of threads.</summary>
    public const int Block = 48;

    /// <summary>Rows of the largest register tile; a tile at the end of the rows may read and write that far.</summary>
    public const int LargestTile = 12;

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
