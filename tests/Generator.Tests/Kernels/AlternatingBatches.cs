using System;
using Weft.Generator.Tests.Graph;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The two batches of a reference run by turns: one with room to spare, one without.</summary>
internal sealed class AlternatingBatches(ReferenceBatches batches) : IBatchSource
{
    private byte _turn;

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        (_turn == 0 ? batches.Some : batches.Full).AddTo(batch);
        _turn ^= 1;

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _turn = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => [_turn];

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => _turn = state[0];
}
