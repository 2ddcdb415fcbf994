using System;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Peers;
using Weft.Conformance.Onnx;

namespace Weft.Benchmarks.Suite;

/// <summary>A kernel over the rows of a matrix, with its arena.</summary>
/// <param name="Arena">What it works on.</param>
/// <param name="Kernel">Its calls.</param>
/// <param name="Output">What it writes.</param>
internal sealed record RowWork(KernelArena Arena, KernelWork Kernel, PanelMatrix Output)
{
    /// <summary>Checks the first row, the middle one and the last against the peer's.</summary>
    /// <exception cref="BenchmarkException">They differ.</exception>
    public unsafe void CheckSame(NativeArena arena, TensorRows peer)
    {
        foreach (int row in new[] { 0, peer.Rows / 2, peer.Rows - 1 })
        {
            for (int column = 0; column < peer.Columns; column++)
            {
                float ours = arena.Pointer[this.Output.Offset + (((column / 16 * (long)this.Output.Capacity) + row) * 16) + (column % 16)];
                float theirs = peer.OutputRow(row)[column];

                if (!(Math.Abs(ours - theirs) < 1e-4f))
                {
                    throw new BenchmarkException($"{peer.Rows} x {peer.Columns}: row {row}, column {column} is {ours}; System.Numerics.Tensors has {theirs}.");
                }
            }
        }
    }
}
