using System;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Counts what each of some threads allocates between two moments; other tests run meanwhile.</summary>
internal sealed class AllocationProbe(Workers workers) : IParallelWork
{
    private readonly long[] _counters = new long[workers.Count];
    private long _start;

    public void Start() => _start = this.Sum();

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
}
