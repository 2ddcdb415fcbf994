using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>
/// What kernels that go through a matrix row by row write to fetch the rows they come to next. A row has a cache line in every panel, each
/// in another page: processors see no pattern in that.
/// </summary>
internal static class RowsAhead
{
    /// <summary>Rows between the one that is worked on and the one that is fetched.</summary>
    private const int Distance = 4;

    // What is smaller was written a moment ago, to a cache that is near enough.
    private const int LargeBytes = 4 << 20;

    /// <summary>The vector function that fetches, where the matrix is large.</summary>
    public static VectorFunctions FunctionOf(Axis columns, RowLayout layout) => IsLarge(columns, layout) ? VectorFunctions.Prefetch : VectorFunctions.None;

    /// <summary>Fetches what a few rows further stands in the panel at <c>at</c>, in matrices whose rows have these pointers.</summary>
    public static void Write(KernelWriter writer, Axis columns, RowLayout layout, params string[] rows)
    {
        // The x86 sets alone have the instruction.
        if (!IsLarge(columns, layout) || writer.Set.Lanes < 8)
        {
            return;
        }

        writer.Line($"// What stands {Distance} rows further.");

        foreach (string row in rows)
        {
            writer.Line($"Prefetch({row} + at + {Distance * Axis.PanelWidth});");
        }
    }

    private static bool IsLarge(Axis columns, RowLayout layout) => (long)columns.Padded * layout.Capacity * sizeof(float) >= LargeBytes;
}
