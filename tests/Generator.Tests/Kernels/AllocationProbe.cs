using System;
using System.Threading;

namespace Weft.Generator.Tests.Kernels;

/// <summary>
/// Counts what each of some threads allocates between two moments; other tests run meanwhile. The first time that a thread waits so long that
/// it is parked, which a busy machine may make it do at any time, the runtime allocates something: it is made to before.
/// </summary>
internal sealed class AllocationProbe(Workers workers) : IParallelWork
{
    // Longer than a thread spins.
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(20);

    private readonly long[] _counters = new long[workers.Count];
    private long _start;

    public void Start()
    {
        for (int sleeper = 0; sleeper < workers.Count; sleeper++)
        {
            workers.Run(new Sleep(sleeper));
            Thread.Sleep(Long);
        }

        _start = this.Sum();
    }

    public long Stop() => this.Sum() - _start;

    public void Execute(Team team, int worker) => _counters[worker] = GC.GetAllocatedBytesForCurrentThread();

    private long Sum()
    {
        workers.Run(this);
        long sum = 0;

        foreach (long counter in _counters)
        {
            sum += counter;
        }

        return sum;
    }

    // All others wait for one.
    private sealed class Sleep(int sleeper) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            if (worker == sleeper)
            {
                Thread.Sleep(Long);
            }

            team.Barrier();
        }
    }
}
