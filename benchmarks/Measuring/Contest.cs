using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Probes;

namespace Weft.Benchmarks.Measuring;

/// <summary>
/// Measures contenders and the machine's limit by turns. Absolute times drift on machines that others use too; what was measured by turns
/// drifts together. A repetition in which the probe of the limit had to share the processor is taken again.
/// </summary>
internal sealed class Contest(ContestSettings settings, CancellationToken cancellation)
{
    // The part of the best limit seen that a probe reaches on the average while nobody else has the processor.
    private const double Steady = 0.9;

    // How many times as many repetitions are taken at most; on a machine that never rests, the steadiest of them count.
    private const int Patience = 3;

    /// <summary>Measures.</summary>
    /// <param name="contenders">The first is Weft; absent ones are passed over.</param>
    /// <param name="probe">Measures the limit; null where there is none.</param>
    public ContestResult Run(IReadOnlyList<Contender> contenders, IProbe? probe)
    {
        Contender[] present = [.. contenders.Where(static contender => contender.Remedy is null)];
        int[] iterations = [.. present.Select(this.WarmUp)];
        List<Repetition> repetitions = [];

        while (repetitions.Count < settings.Repetitions * Patience && CountSteady(repetitions) < settings.Repetitions)
        {
            cancellation.ThrowIfCancellationRequested();
            repetitions.Add(this.Repeat(present, iterations, probe, repetitions.Count));
        }

        Repetition[] counted = [.. repetitions.OrderByDescending(static repetition => repetition.Probe.Mean).Take(settings.Repetitions)];

        return new ContestResult
        {
            Seconds = present.Select(static (contender, index) => (contender, index)).ToDictionary(
                static item => item.contender, item => new Series(counted.Select(repetition => repetition.Seconds[item.index]))),
            Limit = probe is null ? null : new Series(counted.Select(static repetition => repetition.Probe.Best)),
            Discarded = repetitions.Count - counted.Length,
        };
    }

    private static int CountSteady(List<Repetition> repetitions)
    {
        double best = repetitions.Select(static repetition => repetition.Probe.Best).DefaultIfEmpty().Max();

        return repetitions.Count(repetition => repetition.Probe.Mean >= Steady * best);
    }

    // How often the work is done in a repetition: as often as its least time asks for.
    private int WarmUp(Contender contender)
    {
        double elapsed = 0;
        double best = double.PositiveInfinity;
        int iterations = 1;

        while (elapsed < settings.WarmUp.TotalSeconds)
        {
            cancellation.ThrowIfCancellationRequested();
            double seconds = contender.Measure(iterations);
            elapsed += seconds;
            best = Math.Min(best, seconds / iterations);
            iterations = Math.Min(iterations * 2, this.CountIterations(best));
        }

        return this.CountIterations(best);
    }

    private int CountIterations(double seconds) => Math.Max(1, (int)Math.Min(1_000_000, settings.Block.TotalSeconds / Math.Max(seconds, 1e-9)));

    // Whoever came first in one repetition comes last in the next.
    private Repetition Repeat(Contender[] contenders, int[] iterations, IProbe? probe, int turn)
    {
        double[] seconds = new double[contenders.Length];
        ProbeReading before = probe?.Measure() ?? new ProbeReading(1, 1);

        for (int i = 0; i < contenders.Length; i++)
        {
            int index = (i + turn) % contenders.Length;
            Thread.Sleep(settings.Rest);
            seconds[index] = contenders[index].Measure(iterations[index]) / iterations[index];
        }

        Thread.Sleep(settings.Rest);
        ProbeReading after = probe?.Measure() ?? before;

        return new Repetition(seconds, new ProbeReading(Math.Max(before.Best, after.Best), Math.Min(before.Mean, after.Mean)));
    }

    private sealed record Repetition(double[] Seconds, ProbeReading Probe);
}
