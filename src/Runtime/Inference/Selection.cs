using System;

namespace Weft;

/// <summary>
/// Quickselect: finds the smallest numbers in linear time, where sorting a whole vocabulary would take longer than decoding a token.
/// </summary>
internal static class Selection
{
    /// <summary>
    /// Reorders <paramref name="values"/>, all different, so that the <paramref name="count"/> smallest stand first, in any order.
    /// </summary>
    public static void MoveSmallest(Span<ulong> values, int count)
    {
        while (values.Length > 2)
        {
            int split = Partition(values);

            if (count <= split)
            {
                values = values[..split];
            }
            else
            {
                values = values[split..];
                count -= split;
            }
        }

        values.Sort();
    }

    // Hoare's partition around the median of three: all of the first part are smaller than all of the second, and neither is empty.
    private static int Partition(Span<ulong> values)
    {
        ulong pivot = Median(values[0], values[values.Length / 2], values[^1]);
        int left = -1;
        int right = values.Length;

        while (true)
        {
            while (values[++left] < pivot)
            {
            }

            while (values[--right] > pivot)
            {
            }

            if (left >= right)
            {
                return right + 1;
            }

            (values[left], values[right]) = (values[right], values[left]);
        }
    }

    private static ulong Median(ulong first, ulong second, ulong third) =>
        Math.Max(Math.Min(first, second), Math.Min(Math.Max(first, second), third));
}
