using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Weft.Shared;

namespace Weft;

/// <summary>Transposes a block of a panel matrix: as many rows as a panel has columns, contiguous on both sides.</summary>
internal static unsafe class TransposedBlock
{
    /// <summary>Writes element (row, column) of <paramref name="source"/> to (column, row) of <paramref name="destination"/>.</summary>
    /// <param name="source">[<paramref name="rows"/>, <see cref="Panels.Width"/>].</param>
    /// <param name="destination"><see cref="Panels.Square"/> floats; columns from <paramref name="rows"/> on stay as they are.</param>
    /// <param name="rows"><see cref="Panels.Width"/>, or fewer at the end of a table.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(float* source, float* destination, int rows)
    {
        if (rows < Panels.Width)
        {
            WriteScalar(source, destination, rows);

            return;
        }

        for (int row = 0; row < Panels.Width; row += 4)
        {
            for (int column = 0; column < Panels.Width; column += 4)
            {
                Write4x4(source + (row * Panels.Width) + column, destination + (column * Panels.Width) + row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write4x4(float* source, float* destination)
    {
        Vector128<float> row0 = *(Vector128<float>*)source;
        Vector128<float> row1 = *(Vector128<float>*)(source + Panels.Width);
        Vector128<float> row2 = *(Vector128<float>*)(source + (2 * Panels.Width));
        Vector128<float> row3 = *(Vector128<float>*)(source + (3 * Panels.Width));

        // Interleaving rows 0 and 2, and 1 and 3, and then the two results leaves whole columns.
        Vector128<float> even0 = InterleaveLow(row0, row2);
        Vector128<float> even1 = InterleaveHigh(row0, row2);
        Vector128<float> odd0 = InterleaveLow(row1, row3);
        Vector128<float> odd1 = InterleaveHigh(row1, row3);
        *(Vector128<float>*)destination = InterleaveLow(even0, odd0);
        *(Vector128<float>*)(destination + Panels.Width) = InterleaveHigh(even0, odd0);
        *(Vector128<float>*)(destination + (2 * Panels.Width)) = InterleaveLow(even1, odd1);
        *(Vector128<float>*)(destination + (3 * Panels.Width)) = InterleaveHigh(even1, odd1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackLow(left, right);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipLow(left, right);
        }

        return Vector128.Create(left[0], right[0], left[1], right[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> left, Vector128<float> right)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackHigh(left, right);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipHigh(left, right);
        }

        return Vector128.Create(left[2], right[2], left[3], right[3]);
    }

    private static void WriteScalar(float* source, float* destination, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Panels.Width; column++)
            {
                destination[(column * Panels.Width) + row] = source[(row * Panels.Width) + column];
            }
        }
    }
}
