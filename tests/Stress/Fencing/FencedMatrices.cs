using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft.Stress.Fencing;

/// <summary>
/// The matrices of a run, each in a block of its own as soon as a kernel is given it: copied out of the runtime's arenas when a pass first
/// uses it, and back when the pass ends, in the order of their last use, for arenas use places again.
/// </summary>
/// <param name="operands">What kernels are given.</param>
/// <param name="side">Where matrices touch fences.</param>
/// <param name="trace">Gets the number of each operand before it is used.</param>
/// <param name="only">The only operand whose matrix is fenced; null for all.</param>
internal sealed unsafe class FencedMatrices(IReadOnlyList<FencedOperand> operands, FenceSide side, CallTrace trace, int? only) : IDisposable
{
    private static FencedMatrices? _current;

    private readonly Lock _lock = new();
    private readonly Dictionary<(nint Start, nint Bytes, int ReadsPast), FencedMatrix> _matrices = [];
    private readonly Dictionary<(string Pass, string Matrix), int> _readsPast =
        operands.GroupBy(static operand => (operand.Pass, operand.Matrix)).ToDictionary(static group => group.Key, static group => group.Max(static operand => operand.ReadsPast));

    private long _uses;

    /// <summary>The function that generated code asks for the place of an operand.</summary>
    public static nint Finder => (nint)(delegate* managed<int, void*, void*, nint, void*>)&FindInCurrent;

    /// <summary>The function that generated code calls at the end of a pass.</summary>
    public static nint Synchronizer => (nint)(delegate* managed<void>)&SynchronizeCurrent;

    /// <summary>Matrices that were fenced.</summary>
    public int Count => _matrices.Count;

    /// <summary>Makes these the matrices of all generated code.</summary>
    public void Use() => _current = this;

    /// <inheritdoc/>
    public void Dispose()
    {
        _current = null;

        foreach (FencedMatrix matrix in _matrices.Values)
        {
            matrix.Block.Dispose();
        }
    }

    private static void* FindInCurrent(int operand, void* matrix, void* place, nint length) =>
        _current!.Find(operand, (byte*)matrix, (byte*)place, length * sizeof(float));

    private static void SynchronizeCurrent() => _current!.Synchronize();

    private byte* Find(int operand, byte* start, byte* place, nint bytes)
    {
        if (place < start || place > start + bytes)
        {
            throw new InvalidOperationException($"{operands[operand]}: the place is {place - start} bytes from the start of {bytes}.");
        }

        if (side == FenceSide.None)
        {
            return place;
        }

        lock (_lock)
        {
            if (operands[operand].SpansLayers)
            {
                this.CopyBack();
            }

            FencedMatrix matrix = this.FindMatrix((nint)start, bytes, operands[operand]);
            matrix.LastUse = ++_uses;
            matrix.LastOperand = operand;

            if (!matrix.IsCurrent || operands[operand].SpansLayers)
            {
                Buffer.MemoryCopy(start, matrix.Block.Start, bytes, bytes);
                matrix.IsCurrent = true;
                matrix.IsCopy = operands[operand].SpansLayers;
            }

            if (!matrix.IsClosed && (only is null || only == operand))
            {
                matrix.Block.Close();
                matrix.IsClosed = true;
            }

            trace.Write(operand);

            return matrix.Block.Start + (place - start);
        }
    }

    private FencedMatrix FindMatrix(nint start, nint bytes, FencedOperand operand)
    {
        int readsPast = _readsPast[(operand.Pass, operand.Matrix)];

        if (!_matrices.TryGetValue((start, bytes, readsPast), out FencedMatrix? matrix))
        {
            matrix = new FencedMatrix(new FencedBlock(bytes, readsPast, side));
            _matrices.Add((start, bytes, readsPast), matrix);
        }

        return matrix;
    }

    // Every thread is between two barriers.
    private void Synchronize()
    {
        lock (_lock)
        {
            this.CopyBack();

            foreach (FencedMatrix matrix in _matrices.Values)
            {
                matrix.IsCurrent = false;
            }
        }
    }

    private void CopyBack()
    {
        foreach (((nint start, nint bytes, _), FencedMatrix matrix) in _matrices.Where(static item => item.Value is { IsCurrent: true, IsCopy: false })
            .OrderBy(static item => item.Value.LastUse))
        {
            Buffer.MemoryCopy(matrix.Block.Start, (void*)start, bytes, bytes);

            if (!matrix.Block.IsSurroundingIntact)
            {
                throw new InvalidOperationException($"{operands[matrix.LastOperand]}, or what used the matrix before it, has written outside.");
            }
        }
    }

    private sealed class FencedMatrix(FencedBlock block)
    {
        public FencedBlock Block { get; } = block;

        public bool IsCurrent { get; set; }

        public bool IsCopy { get; set; }

        public bool IsClosed { get; set; }

        public long LastUse { get; set; }

        public int LastOperand { get; set; }
    }
}
