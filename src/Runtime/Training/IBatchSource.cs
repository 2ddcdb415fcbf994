using System;

namespace Weft;

/// <summary>
/// Where batches come from. A source remembers where it stands, so that training resumed from a checkpoint sees the batches it would have
/// seen.
/// </summary>
public interface IBatchSource
{
    /// <summary>Whether <see cref="Fill"/> never ends.</summary>
    bool IsEndless => false;

    /// <summary>Adds the next sequences to an empty batch.</summary>
    /// <returns>False, and nothing added, when there are no more.</returns>
    bool Fill(Batch batch);

    /// <summary>Goes back to the first batch.</summary>
    void Restart();

    /// <summary>Where the source stands: what <see cref="RestoreState"/> needs to go on from here.</summary>
    byte[] SaveState();

    /// <summary>Goes on from where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="ArgumentException">The state is that of another source or of other data; nothing has been changed.</exception>
    void RestoreState(ReadOnlySpan<byte> state);
}
