using System;
using System.Diagnostics;
using System.Threading;

namespace Weft;

/// <summary>
/// A counter that threads wait on: they spin for some microseconds, then give the processor away between looks, then park. The
/// time spent spinning adapts: waits that outlast it halve it, waits that end sooner let it grow again. Allocates nothing.
/// </summary>
/// <remarks>
/// Where the order of accesses matters, the comment ends with what would be wrong otherwise, as the explorer of races in the tests names
/// it: a case that is found there.
/// </remarks>
internal sealed class Signal
{
    private static readonly long ShortestSpin = Ticks(microseconds: 2);
    private static readonly long LongestSpin = Ticks(microseconds: 40);
    private static readonly long Yielding = Ticks(microseconds: 500);

    private readonly object _monitor = new();
    private readonly bool _spins;
    private PaddedCounter _value;
    private PaddedCounter _parked;
    private long _spin;

    /// <param name="threads">Threads that share the machine; with more of them than processors nobody spins.</param>
    public Signal(int threads)
    {
        _spins = threads <= Environment.ProcessorCount;
        _spin = LongestSpin;
    }

    /// <summary>How often the signal has advanced, modulo 2^32.</summary>
    // Behind it stands what was written before the signal. Race: "a plain read".
    public int Value => Volatile.Read(ref _value.Value);

    /// <summary>Adds one and wakes every waiter.</summary>
    public void Advance()
    {
        // A full fence: either this thread sees the waiter parked, or the waiter sees the new value before it parks. Race: "the increment
        // is no full fence".
        _ = Interlocked.Increment(ref _value.Value);

        // Race: "looks for parked threads before it advances".
        if (Volatile.Read(ref _parked.Value) != 0)
        {
            Uninterrupted.Wait(this, static signal => signal.Pulse());
        }
    }

    /// <summary>Returns as soon as the value is no longer <paramref name="seen"/>.</summary>
    public void WaitPast(int seen)
    {
        if (this.Value == seen && !this.SpinPast(seen) && !this.YieldPast(seen))
        {
            Uninterrupted.Wait((Signal: this, Seen: seen), static wait => wait.Signal.ParkPast(wait.Seen));
        }
    }

    private static long Ticks(int microseconds) => Stopwatch.Frequency * microseconds / 1_000_000;

    private bool SpinPast(int seen)
    {
        if (!_spins)
        {
            return false;
        }

        // Several threads may write the time at once: it is an estimate, and any of their values is a good one.
        long spin = _spin;
        long end = Stopwatch.GetTimestamp() + spin;

        while (Stopwatch.GetTimestamp() < end)
        {
            if (this.Value != seen)
            {
                this.SetSpin(Math.Min(spin + (spin / 4) + 1, LongestSpin));

                return true;
            }

            Thread.SpinWait(4);
        }

        return false;
    }

    private bool YieldPast(int seen)
    {
        // The thread that is waited for may need this very processor: with less spinning the next time, it runs sooner.
        this.SetSpin(Math.Max(_spin / 2, ShortestSpin));
        long end = Stopwatch.GetTimestamp() + Yielding;

        while (Stopwatch.GetTimestamp() < end)
        {
            if (this.Value != seen)
            {
                return true;
            }

            _ = Thread.Yield();
        }

        return false;
    }

    private void ParkPast(int seen)
    {
        lock (_monitor)
        {
            // The other half of it: counted first, and behind a full fence looked once more. Races: "the number of parked threads is raised
            // without a full fence" and "looks at the value before it counts itself as parked, and not after".
            _ = Interlocked.Increment(ref _parked.Value);

            try
            {
                while (this.Value == seen)
                {
                    _ = Monitor.Wait(_monitor);
                }
            }
            finally
            {
                _ = Interlocked.Decrement(ref _parked.Value);
            }
        }
    }

    private void Pulse()
    {
        // With the lock, no waiter is between its look and its sleep. Race: "pulses without the lock".
        lock (_monitor)
        {
            Monitor.PulseAll(_monitor);
        }
    }

    private void SetSpin(long spin)
    {
        if (_spin != spin)
        {
            _spin = spin;
        }
    }
}
