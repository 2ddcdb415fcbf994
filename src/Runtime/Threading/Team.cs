using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Weft;

/// <summary>
/// The threads inside one <see cref="Workers.Run(IParallelWork)"/>, as one of them sees it: claims of items, and a barrier between phases.
/// </summary>
public sealed class Team
{
    private readonly TeamState _state;
    private readonly int _index;

    private Team(TeamState state, int index)
    {
        _state = state;
        _index = index;
    }

    /// <summary>Threads in the team.</summary>
    public int Count => _state.Count;

    /// <summary>
    /// Claims the next item of the current phase. A thread begins with its own share of the items, the same in every phase of as many, so
    /// that it finds in its caches what it has left there, and goes on with what others have not begun. Who gets which never changes a
    /// result.
    /// </summary>
    /// <param name="items">Items in this phase, the same for every thread.</param>
    /// <param name="item">0 .. items - 1; meaningless when nothing was left.</param>
    /// <returns>False when every item of the phase has been claimed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Claim(int items, out int item)
    {
        if (_state.Count == 1)
        {
            item = _state.Claimed[0].Value++;

            return item < items;
        }

        return this.ClaimShared(items, out item);
    }

    /// <summary>Claims the only item of a phase that has one.</summary>
    /// <returns>True on one thread.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Claim() => this.Claim(1, out _);

    /// <summary>
    /// Claims some of the phase's items at once, for work that is cheap to cut anywhere: a few where threads share them, so that none waits
    /// long for the last, and all where there is one thread. Calls of one phase name the same numbers.
    /// </summary>
    /// <param name="items">Items in this phase.</param>
    /// <param name="most">The most that one of several threads claims at once.</param>
    /// <param name="first">The first claimed item; meaningless when nothing was left.</param>
    /// <param name="count">How many were claimed from there on.</param>
    /// <returns>False when every item of the phase has been claimed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Claim(int items, int most, out int first, out int count)
    {
        if (_state.Count == 1)
        {
            first = 0;
            count = items;

            return _state.Claimed[0].Value++ == 0 && items > 0;
        }

        bool claimed = this.ClaimShared((int)(((uint)items + (uint)most - 1) / (uint)most), out int group);
        first = group * most;
        count = Math.Min(most, items - first);

        return claimed;
    }

    /// <summary>Ends the phase: waits until every thread has come here, then starts the next phase's claims at 0.</summary>
    public void Barrier() => _state.Barrier();

    /// <summary>What every thread of a new team sees.</summary>
    internal static Team[] Create(TeamState state)
    {
        Team[] teams = new Team[state.Count];

        for (int index = 0; index < teams.Length; index++)
        {
            teams[index] = new Team(state, index);
        }

        return teams;
    }

    /// <inheritdoc cref="TeamState.Reset"/>
    internal void Reset() => _state.Reset();

    /// <inheritdoc cref="TeamState.Stop"/>
    internal void Stop() => _state.Stop();

    private bool ClaimShared(int items, out int item)
    {
        int count = _state.Count;
        int share = (int)(((uint)items + (uint)count - 1) / (uint)count);
        int owner = _index;

        for (int looked = 0; looked < count; looked++)
        {
            int first = (int)Math.Min((long)owner * share, items);

            if (TryClaim(ref _state.Claimed[owner].Value, Math.Min(share, items - first), out item))
            {
                item += first;

                return true;
            }

            owner = owner + 1 == count ? 0 : owner + 1;
        }

        item = items;
        _state.LeaveIfStopped();

        return false;
    }

    private static bool TryClaim(ref int claimed, int items, out int item)
    {
        // The look before the increment keeps the counter's line shared once its items have run out.
        item = Volatile.Read(ref claimed);

        if (item >= items)
        {
            return false;
        }

        // Race: "the claim is a read and a write".
        item = Interlocked.Increment(ref claimed) - 1;

        // Negative numbers follow the int.MaxValue of a stopped team.
        return item >= 0 && item < items;
    }
}

/// <summary>
/// Takes a thread out of its work because another one has failed; <see cref="Workers.Run(IParallelWork)"/> throws the other's exception.
/// </summary>
internal sealed class TeamStoppedException : Exception
{
}
