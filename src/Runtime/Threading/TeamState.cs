using System;
using System.Threading;

namespace Weft;

/// <summary>What the threads of a team share.</summary>
/// <param name="count">Threads in the team.</param>
internal sealed class TeamState(int count)
{
    private readonly Signal _phase = new(count);
    private PaddedCounter _arrived;
    private volatile bool _stopped;

    /// <summary>Threads in the team.</summary>
    public int Count => count;

    /// <summary>How many items of each thread's share have been claimed in this phase.</summary>
    public PaddedCounter[] Claimed { get; } = new PaddedCounter[count];

    /// <summary>Waits until every thread has come here, then starts the next phase's claims at 0.</summary>
    public void Barrier()
    {
        if (count == 1)
        {
            this.Claimed[0].Value = 0;

            return;
        }

        // Once this thread has arrived, the phase may advance. Race: "reads the phase after it has arrived".
        int phase = _phase.Value;

        // Of two that arrive at once, one is last. Race: "the arrival is a read and a write".
        if (Interlocked.Increment(ref _arrived.Value) == count)
        {
            // Before anyone goes on: others may arrive again at once, or claim. Races: "clears the arrivals after the phase has advanced"
            // and "clears the claims after the phase has advanced".
            _arrived.Value = 0;
            this.SetClaims(0);
            _phase.Advance();

            return;
        }

        // Stop() sets the flag before it advances the phase: whoever has missed the advance sees the flag here. Race: "does not look at the
        // flag before it waits".
        if (!_stopped)
        {
            _phase.WaitPast(phase);
        }

        this.LeaveIfStopped();
    }

    /// <summary>Prepares the next run; every thread is outside.</summary>
    public void Reset()
    {
        _stopped = false;
        _arrived.Value = 0;
        this.SetClaims(0);
    }

    /// <summary>Makes every other thread leave at its next claim or barrier: one has failed and will never arrive.</summary>
    public void Stop()
    {
        // Whoever is woken by the advance finds the flag, and does not take it for the end of the phase. Race: "sets the flag after the
        // phase has advanced".
        _stopped = true;
        this.SetClaims(int.MaxValue);
        _phase.Advance();
    }

    /// <summary>Leaves the work of a team that was stopped.</summary>
    /// <exception cref="TeamStoppedException">It was.</exception>
    public void LeaveIfStopped()
    {
        if (_stopped)
        {
            throw new TeamStoppedException();
        }
    }

    private void SetClaims(int value)
    {
        foreach (ref PaddedCounter claimed in this.Claimed.AsSpan())
        {
            Volatile.Write(ref claimed.Value, value);
        }
    }
}
