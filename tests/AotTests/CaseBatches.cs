using System;

namespace Weft.AotTests;

/// <summary>The first two batches of a case by turns.</summary>
internal sealed class CaseBatches(CaseFile file) : IBatchSource
{
    private byte _turn;

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        file.Batches[_turn].AddTo(batch);
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
