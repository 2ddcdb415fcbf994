using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Benchmarks.Probes;

/// <summary>The bandwidth of memory that is only read, in GB/s: the sum of 256 MB, which no cache holds.</summary>
internal sealed unsafe class BandwidthProbe : IProbe, IDisposable
{
    /// <summary>Bytes that are read.</summary>
    public const long Bytes = 256L << 20;

    private const int Passes = 3;
    private const int FloatsPerRound = 4 * 16;
    private readonly Workers _workers;
    private readonly Sum _sum;
    private float* _floats;

    public BandwidthProbe(Workers workers)
    {
        _workers = workers;
        _floats = (float*)LargePages.Allocate((nuint)Bytes);
        _sum = new Sum(_floats, workers.Count);

        // Every thread writes what it will read, and once through: no page is the system's shared page of zeros, none is far from its reader.
        workers.Run(new Fill(_floats, workers.Count));
        workers.Run(_sum);
    }

    /// <inheritdoc/>
    public ProbeReading Measure()
    {
        double best = 0;
        double sum = 0;

        for (int pass = 0; pass < Passes; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            _workers.Run(_sum);
            double rate = Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds * 1e-9;
            best = Math.Max(best, rate);
            sum += rate;
        }

        return new ProbeReading(best, sum / Passes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_floats);
        _floats = null;
    }

    // One contiguous part for each thread, a whole number of rounds.
    private static (nint Start, nint End) PartOf(int worker, int workers)
    {
        nint rounds = (nint)(Bytes / sizeof(float) / FloatsPerRound);

        return (rounds * worker / workers * FloatsPerRound, rounds * (worker + 1) / workers * FloatsPerRound);
    }

    private sealed class Fill(float* floats, int workers) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            (nint start, nint end) = PartOf(worker, workers);

            for (nint i = start; i < end; i++)
            {
                floats[i] = 1;
            }
        }
    }

    private sealed class Sum(float* floats, int workers) : IParallelWork
    {
        private readonly float[] _results = new float[workers];

        public void Execute(Team team, int worker)
        {
            (nint start, nint end) = PartOf(worker, workers);
            _results[worker] = Add(floats + start, floats + end);
        }

        // Four chains: loads, not additions, are what is waited for.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Add(float* at, float* end)
        {
            Vector512<float> sum0 = Vector512<float>.Zero;
            Vector512<float> sum1 = Vector512<float>.Zero;
            Vector512<float> sum2 = Vector512<float>.Zero;
            Vector512<float> sum3 = Vector512<float>.Zero;

            for (; at < end; at += FloatsPerRound)
            {
                sum0 += *(Vector512<float>*)at;
                sum1 += *(Vector512<float>*)(at + 16);
                sum2 += *(Vector512<float>*)(at + 32);
                sum3 += *(Vector512<float>*)(at + 48);
            }

            return Vector512.Sum(sum0 + sum1 + (sum2 + sum3));
        }
    }
}
