using System;
using System.Diagnostics;
using System.Linq;

namespace Weft.Benchmarks.Probes;

/// <summary>The peak of float32 multiply-adds in registers, with the widest vectors the processor has, in GFLOP/s.</summary>
internal sealed class PeakProbe(Workers workers) : IProbe, IParallelWork
{
    private const int Slices = 8;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(4);
    private readonly double[,] _rates = new double[Slices, workers.Count];
    private float _sink;

    /// <inheritdoc/>
    public ProbeReading Measure()
    {
        workers.Run(this);
        double[] rates = [.. Enumerable.Range(0, Slices).Select(slice => Enumerable.Range(0, workers.Count).Sum(worker => _rates[slice, worker]))];

        return new ProbeReading(rates.Max(), rates.Average());
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        for (int slice = 0; slice < Slices; slice++)
        {
            team.Barrier();
            _rates[slice, worker] = this.MeasureSlice();
        }
    }

    private double MeasureSlice()
    {
        long start = Stopwatch.GetTimestamp();
        double operations = 0;
        TimeSpan elapsed;

        do
        {
            operations += MultiplyAdds.Run(out float result);
            _sink = result;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < Slice);

        return operations / elapsed.TotalSeconds * 1e-9;
    }
}
