using System;
using System.Diagnostics;

namespace Weft;

/// <summary>Measures what the processor can do, to say how much of it a model reaches.</summary>
public static class HardwareProbe
{
    /// <summary>
    /// The peak of float32 multiply-adds over all threads, in GFLOP/s (a multiply-add counts as two): the best of ten slices of
    /// <paramref name="duration"/>, in registers, with the widest vectors the processor has.
    /// </summary>
    /// <param name="workers">The threads to measure.</param>
    /// <param name="duration">The time to spend; half a second gives a steady figure.</param>
    public static double MeasurePeak(Workers workers, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Probe probe = new(workers.Count, duration / Probe.Slices);
        workers.Run(probe);

        return probe.Best;
    }

    private sealed class Probe(int threads, TimeSpan slice) : IParallelWork
    {
        public const int Slices = 10;
        private readonly double[] _rates = new double[threads];
        private float _sink;

        public double Best { get; private set; }

        public void Execute(Team team, int worker)
        {
            for (int index = 0; index < Slices; index++)
            {
                team.Barrier();
                _rates[worker] = this.Measure();
                team.Barrier();

                if (worker == 0)
                {
                    this.Best = Math.Max(this.Best, Sum(_rates));
                }
            }
        }

        private static double Sum(double[] rates)
        {
            double sum = 0;

            foreach (double rate in rates)
            {
                sum += rate;
            }

            return sum;
        }

        private double Measure()
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
            while (elapsed < slice);

            return operations / elapsed.TotalSeconds * 1e-9;
        }
    }
}
