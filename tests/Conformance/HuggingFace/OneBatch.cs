using System;

namespace Weft.Conformance.HuggingFace;

/// <summary>The same batch again and again.</summary>
internal sealed class OneBatch(Action<Batch> fill) : IBatchSource
{
    public bool IsEndless => true;

    public bool Fill(Batch batch)
    {
        fill(batch);

        return true;
    }

    public void Restart()
    {
    }

    public byte[] SaveState() => [];

    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }
}
