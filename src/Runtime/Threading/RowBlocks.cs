using System;
using Weft.Shared;

namespace Weft;

/// <summary>How the rows of a pass are cut into work items.</summary>
internal static class RowBlocks
{
    /// <inheritdoc cref="LargestBlock.Rows"/>
    public const int Largest = LargestBlock.Rows;

    /// <summary>Blocks end at multiples of it, so that no tile of a generated kernel reaches into the next block.</summary>
    private const int Unit = 4;

    /// <summary>
    /// Rows of a block: equal blocks, as many for every thread. A block's size changes who computes a row and when, never its value.
    /// </summary>
    /// <param name="rows">Rows in all.</param>
    /// <param name="threads">Threads that share them.</param>
    /// <returns>A multiple of 4 from 4 to 48.</returns>
    public static int Size(int rows, int threads)
    {
        long blocks = RoundUp(Math.Max(1, Quotient(rows, Largest)), threads);

        return (int)Math.Max(Unit, RoundUp(Quotient(rows, blocks), Unit));
    }

    private static long RoundUp(long value, int unit) => Quotient(value, unit) * unit;

    private static long Quotient(long dividend, long divisor) => (dividend + divisor - 1) / divisor;
}
