using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The buckets of relative positions as kernels have them: a constant list of bytes, and where a head's biases stand.</summary>
internal static class RelativeBuckets
{
    private const int BucketsPerLine = 32;

    /// <summary>The word of these constants in the names of kernels; empty where there are none.</summary>
    public static string WordOf(RelativePositions? relative) => relative is null
        ? ""
        : $"Relative{relative.Buckets}x{relative.MaximumDistance}{(relative.IsBidirectional ? "Both" : "")}";

    /// <summary>Declares <c>buckets</c>, by distance.</summary>
    public static void Declare(KernelWriter writer, RelativePositions relative)
    {
        string[] buckets = [.. relative.Lookup.Select(static bucket => $"{bucket}")];
        writer.Comment("The bucket of each distance; those beyond the list are in the last.");
        writer.Unbroken($"ReadOnlySpan<byte> buckets =\n[\n{string.Join("\n", Lines(buckets))}\n];");
    }

    /// <summary>The row of a distance in the table.</summary>
    /// <param name="relative">The buckets.</param>
    /// <param name="distance">The distance, an expression.</param>
    /// <param name="isBehind">Whether the key stands behind the query, where that is told apart.</param>
    public static string RowOf(RelativePositions relative, string distance, bool isBehind)
    {
        string bucket = $"buckets[(int)Math.Min({distance}, {relative.Lookup.Count - 1})]";

        return isBehind ? $"({relative.FirstBehind} + {bucket})" : bucket;
    }

    /// <summary>The place of a head's biases in the table, a column of its panel.</summary>
    public static Address Of(Address table, Graph.Parameter parameter, Expression? head) => parameter.Columns.Panels == 1
        ? table.At(head, 1)
        : table.At(head! / Panels.Width, (long)parameter.Rows * Panels.Width).At(head! % Panels.Width, 1);

    private static IEnumerable<string> Lines(string[] buckets)
    {
        for (int first = 0; first < buckets.Length; first += BucketsPerLine)
        {
            yield return $"    {string.Join(", ", buckets.Skip(first).Take(BucketsPerLine))},";
        }
    }
}
