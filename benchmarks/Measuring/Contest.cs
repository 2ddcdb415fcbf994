using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Probes;

namespace Weft.Benchmarks.Measuring;

/// <summary>
/// Measures contenders and the machine's limit by turns. Absolute times drift on machines that others use too; what was measured by turns
/// drifts together. A repetition waits a while for others to leave the processor, and is taken again if they came back meanwhile.
/// </summary>
/// <param name="settings">How long to measure.</param>
/// <param name="company">Tells whether others are at work; null to take no notice of them.</param>
/// <param name="cancellation">Ends the measurement early.</param>
internal sealed class Contest(ContestSettings settings, ICompanyProbe? company, CancellationToken cancellation)
{
    // The part of the best seen that a probe reaches while nobody else has the processor.
    private const double Steady = 0.9;

    // How many times as many repetitions are taken at most; on a machine that never rests, the steadiest of them count.
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private TimeSpan _patience = settings.Patience;

    /// <summary>Measures.</summary>
    /// <param name="contenders">The first is Weft; absent ones are passed over.</param>
    /// <param name="probe">Measures the limit; null where there is none.</param>
    /// <param name="renew">Called before every repetition: gives the contenders other memory; null to leave them where they are.</param>
    public ContestResult Run(IReadOnlyList<Contender> contenders, IProbe? probe, Action? renew = null)
    {
        Contender[] present = [.. contenders.Where(static contender => contender.Remedy is null)];
        int[] iterations = [.. present.Select(this.WarmUp)];
        List<Repetition> repetitions = [];

        while (repetitions.Count < settings.Repetitions * Tries && this.OrderBySteadiness(repetitions).Count(static item => item.Steadiness >= Steady) < settings.Repetitions)
        {
            Renew(present, renew);
            this.AwaitRest();
            repetitions.Add(this.Repeat(present, iterations, probe, repetitions.Count));
        }

        Repetition[] counted = [.. this.OrderBySteadiness(repetitions).Select(static item => item.Repetition).Take(settings.Repetitions)];

        return new ContestResult
        {
            Seconds = present.Select(static (contender, index) => (contender, index)).ToDictionary(
                static item => item.contender, item => new Series(counted.Select(repetition => repetition.Seconds[item.index]))),
            Limit = probe is null ? null : new Series(counted.Select(static repetition => repetition.Limit.Best)),
            Discarded = repetitions.Count - counted.Length,
        };
    }

    // Steadiest first: 1 is as good as was ever seen, by the probe of the limit and by that of company.
    private IEnumerable<(Repetition Repetition, double Steadiness)> OrderBySteadiness(List<Repetition> repetitions)
    {
        double limit = repetitions.Select(static repetition => repetition.Limit.Best).DefaultIfEmpty().Max();

        return repetitions
            .Select(repetition => (Repetition: repetition, Steadiness: Math.Min(repetition.Limit.Mean / limit, company is null ? 1 : repetition.Company / company.Alone)))
            .OrderByDescending(static item => item.Steadiness);
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

    // The first call on new memory is not measured: it finds no address translated.
    private static void Renew(Contender[] contenders, Action? renew)
    {
        if (renew is not null)
        {
            renew();

            foreach (Contender contender in contenders)
            {
                _ = contender.Measure(1);
            }
        }
    }

    private void AwaitRest()
    {
        cancellation.ThrowIfCancellationRequested();

        while (company is not null && _patience > TimeSpan.Zero && company.Measure() < Steady * company.Alone)
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(Pause);
            _patience -= Pause;
        }
    }

    // Whoever came first in one repetition comes last in the next.
    private Repetition Repeat(Contender[] contenders, int[] iterations, IProbe? probe, int turn)
    {
        double[] seconds = new double[contenders.Length];
        Reading before = this.Read(probe);

        for (int i = 0; i < contenders.Length; i++)
        {
            int index = (i + turn) % contenders.Length;
            Thread.Sleep(settings.Rest);
            seconds[index] = contenders[index].Measure(iterations[index]) / iterations[index];
        }

        Thread.Sleep(settings.Rest);
        Reading after = this.Read(probe);

        return new Repetition(
            seconds,
            new ProbeReading(Math.Max(before.Limit.Best, after.Limit.Best), Math.Min(before.Limit.Mean, after.Limit.Mean)),
            Math.Min(before.Company, after.Company));
    }

    private Reading Read(IProbe? probe) => new(probe?.Measure() ?? new ProbeReading(1, 1), company?.Measure() ?? 1);

    private readonly record struct Reading(ProbeReading Limit, double Company);

    private sealed record Repetition(double[] Seconds, ProbeReading Limit, double Company);
}
