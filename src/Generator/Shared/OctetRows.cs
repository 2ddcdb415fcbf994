// Compiled into the runtime as well, under a namespace of its own: some assemblies see the internals of both.
#if NETSTANDARD
namespace Weft.Generator.Shared;
#else
namespace Weft.Shared;
#endif

/// <summary>
/// Eight rows of a panel of bytes. The first half has a word of 32 bits for each column with its rows 0, 4, 1 and 5, the second half one
/// with rows 2, 6, 3 and 7. So a word is four rows for an instruction that sums four products, and its even bytes are two neighbouring
/// rows, and its odd ones too, for one that sums two. Integers of four bits have the same order: a half byte for each row of both halves.
/// </summary>
internal static class OctetRows
{
    /// <summary>Rows.</summary>
    public const int Count = 8;

    /// <summary>Rows of a word.</summary>
    public const int OfWord = Count / 2;

    /// <summary>The byte of a column in a row.</summary>
    public static int PlaceOf(int column, int row) => (WordOf(row) * OfWord * Panels.Width) + (OfWord * column) + ByteOf(row);

    /// <summary>The rows of a column in the order of its bytes, those of its first word before those of its second.</summary>
    public static int[] Order { get; } = OrderOf();

    private static int WordOf(int row) => row % OfWord / 2;

    private static int ByteOf(int row) => (2 * (row % 2)) + (row / OfWord);

    private static int[] OrderOf()
    {
        int[] order = new int[Count];

        for (int row = 0; row < Count; row++)
        {
            order[(WordOf(row) * OfWord) + ByteOf(row)] = row;
        }

        return order;
    }
}
