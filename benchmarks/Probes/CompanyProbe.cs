using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Weft.Benchmarks.Probes;

/// <summary>
/// Tells whether the threads have their cores to themselves, in billions of integer additions per second of the slowest thread. Whoever works on
/// the other hardware thread of a core takes part of its issue slots: that halves these additions and costs kernels a quarter, and the
/// multiply-adds of <see cref="PeakProbe"/>, which need two slots of six, hardly notice. On a shared host no counter of the system shows it.
/// </summary>
internal sealed class CompanyProbe(Workers workers) : ICompanyProbe, IParallelWork
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(4);

    // Of this process, by threads: clocks differ with the number of cores at work.
    private static readonly Dictionary<int, double> Best = [];
    private readonly double[] _rates = new double[workers.Count];
    private long _sink;

    /// <inheritdoc/>
    public double Alone => Best.GetValueOrDefault(workers.Count);

    /// <inheritdoc/>
    public double Measure()
    {
        workers.Run(this);
        double rate = _rates.Min();
        Best[workers.Count] = Math.Max(this.Alone, rate);

        return rate;
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        team.Barrier();
        long start = Stopwatch.GetTimestamp();
        long additions = 0;
        TimeSpan elapsed;

        do
        {
            additions += Add(out long result);
            _sink = result;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < Time);

        _rates[worker] = additions / elapsed.TotalSeconds * 1e-9;
    }

    // Four chains: as many additions a cycle as the narrowest of today's processors for servers and desks can do.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Add(out long result)
    {
        const int Rounds = 10_000;
        long step = Stopwatch.GetTimestamp();
        long chain0 = step;
        long chain1 = step + 1;
        long chain2 = step + 2;
        long chain3 = step + 3;

        for (int round = 0; round < Rounds; round++)
        {
            chain0 += step;
            chain1 += step;
            chain2 += step;
            chain3 += step;
            chain0 += step;
            chain1 += step;
            chain2 += step;
            chain3 += step;
            chain0 += step;
            chain1 += step;
            chain2 += step;
            chain3 += step;
            chain0 += step;
            chain1 += step;
            chain2 += step;
            chain3 += step;
        }

        result = chain0 ^ chain1 ^ chain2 ^ chain3;

        return 16L * Rounds;
    }
}
