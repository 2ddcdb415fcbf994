using System;

namespace Weft;

/// <summary>The threads inside one <see cref="Workers.Run"/>: claims of items, and a barrier between phases.</summary>
public sealed class Team
{
    /// <summary>Threads in the team.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>Claims the next item of the current phase; who gets which is a matter of time and never of the result.</summary>
    /// <param name="items">Items in this phase, the same for every thread.</param>
    /// <param name="item">0 .. items - 1.</param>
    /// <returns>False when every item of the phase has been claimed.</returns>
    public bool Claim(int items, out int item) => throw new NotSupportedException();

    /// <summary>Ends the phase: waits until every thread has come here, then starts the next phase's claims at 0.</summary>
    public void Barrier() => throw new NotSupportedException();
}
