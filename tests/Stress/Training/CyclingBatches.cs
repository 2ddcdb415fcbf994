using System;
using System.Collections.Generic;
using Weft.Generator.Tests.Graph;

namespace Weft.Stress.Training;

/// <summary>A few batches in turn, without an end.</summary>
internal sealed class CyclingBatches(IReadOnlyList<InterpreterBatch> batches) : IBatchSource
{
    private int _next;

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        batches[_next++ % batches.Count].AddTo(batch);

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _next = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => [];

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }
}
