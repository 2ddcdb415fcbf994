using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Weft;

/// <summary>The threads inside one <see cref="Workers.Run"/>: claims of items, and a barrier between phases.</summary>
public sealed class Team
{
    private readonly int _count;
    private readonly Signal _phase;
    private PaddedCounter _claimed;
    private PaddedCounter _arrived;
    private volatile bool _stopped;

    internal Team(int count)
    {
        _count = count;
        _phase = new Signal(count);
    }

    /// <summary>Threads in the team.</summary>
    public int Count => _count;

    /// <summary>Claims the next item of the current phase; who gets which is a matter of time and never of the result.</summary>
    /// <param name="items">Items in this phase, the same for every thread.</param>
    /// <param name="item">0 .. items - 1; meaningless when nothing was left.</param>
    /// <returns>False when every item of the phase has been claimed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Claim(int items, out int item)
    {
        if (_count == 1)
        {
            item = _claimed.Value++;

            return item < items;
        }

        return this.ClaimShared(items, out item);
    }

    /// <summary>Ends the phase: waits until every thread has come here, then starts the next phase's claims at 0.</summary>
    public void Barrier()
    {
        if (_count == 1)
        {
            _claimed.Value = 0;

            return;
        }

        int phase = _phase.Value;

        if (Interlocked.Increment(ref _arrived.Value) == _count)
        {
            _arrived.Value = 0;
            _claimed.Value = 0;
            _phase.Advance();

            return;
        }

        // Stop() sets the flag before it advances the phase: whoever has missed the advance sees the flag here.
        if (!_stopped)
        {
            _phase.WaitPast(phase);
        }

        this.LeaveIfStopped();
    }

    /// <summary>Prepares the next run; every thread is outside.</summary>
    internal void Reset()
    {
        _stopped = false;
        _arrived.Value = 0;
        _claimed.Value = 0;
    }

    /// <summary>Makes every other thread leave at its next claim or barrier: one has failed and will never arrive.</summary>
    internal void Stop()
    {
        _stopped = true;
        _ = Interlocked.Exchange(ref _claimed.Value, int.MaxValue);
        _phase.Advance();
    }

    private bool ClaimShared(int items, out int item)
    {
        // The look before the increment keeps the counter's line shared once the phase has run out of items.
        item = Volatile.Read(ref _claimed.Value);

        if (item < items)
        {
            item = Interlocked.Increment(ref _claimed.Value) - 1;

            // int.MinValue follows the int.MaxValue of a stopped team.
            if (item >= 0 && item < items)
            {
                return true;
            }
        }

        this.LeaveIfStopped();

        return false;
    }

    private void LeaveIfStopped()
    {
        if (_stopped)
        {
            throw new TeamStoppedException();
        }
    }
}

/// <summary>Takes a thread out of its work because another one has failed; <see cref="Workers.Run"/> throws the other's exception.</summary>
internal sealed class TeamStoppedException : Exception
{
}
