using System;
using System.Collections.Generic;
using System.Threading;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Probes;

namespace Weft.Benchmarks.Suite;

/// <summary>What benchmarks of one number of threads share: the threads, the probes of their limits, and how long to measure.</summary>
internal sealed class BenchmarkContext : IDisposable
{
    private readonly ContestSettings _settings;
    private readonly CompanyProbe _company;
    private BandwidthProbe? _bandwidth;

    public BenchmarkContext(int threads, ContestSettings settings, CancellationToken cancellation)
    {
        this.Workers = new Workers(threads);
        this.Peak = new PeakProbe(this.Workers);
        _company = new CompanyProbe(this.Workers);
        this.Cancellation = cancellation;
        _settings = settings;
    }

    /// <summary>Threads of every contender.</summary>
    public int Threads => this.Workers.Count;

    /// <summary>Weft's threads; the probes run on the same.</summary>
    public Workers Workers { get; }

    /// <summary>The peak of multiply-adds.</summary>
    public IProbe Peak { get; }

    /// <summary>The bandwidth of memory; its memory is taken when it is first asked for.</summary>
    public IProbe Bandwidth => _bandwidth ??= new BandwidthProbe(this.Workers);

    /// <summary>Repetitions that count.</summary>
    public int Repetitions => _settings.Repetitions;

    /// <summary>Asks for an early end.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Repetitions that did not count so far.</summary>
    public int Discarded { get; private set; }

    /// <summary>Measures contenders by turns.</summary>
    /// <param name="contenders">Weft first.</param>
    /// <param name="probe">The limit; null for none.</param>
    /// <param name="isShort">For the many shapes of a kernel: a fraction of the time.</param>
    /// <param name="renew">Gives the contenders other memory before every repetition; null to leave them where they are.</param>
    public ContestResult Compete(IReadOnlyList<Contender> contenders, IProbe? probe, bool isShort = false, Action? renew = null)
    {
        ContestResult result = new Contest(isShort ? _settings.Short : _settings, _company, this.Cancellation).Run(contenders, probe, renew);
        this.Discarded += result.Discarded;

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bandwidth?.Dispose();
        this.Workers.Dispose();
    }
}
