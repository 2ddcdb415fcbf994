using System.Threading;

namespace Weft.Distributed;

/// <summary>How far the backward pass is, for the communication thread to wait for.</summary>
internal sealed class BackwardProgress : GradientProgress
{
    private readonly SemaphoreSlim _reports = new(0);
    private nuint _start;
    private volatile bool _isAbandoned;

    /// <summary>The first gradient that is final.</summary>
    public nuint Start => Volatile.Read(ref _start);

    /// <summary>Whether no pass will come to an end.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Begins anew: no gradient is final.</summary>
    public void Reset() => Volatile.Write(ref _start, nuint.MaxValue);

    /// <inheritdoc/>
    public override void Report(nuint start)
    {
        Volatile.Write(ref _start, start);
        _ = _reports.Release();
    }

    /// <summary>Says that the pass has failed.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        this.Report(0);
    }

    /// <summary>Waits for a report, each of which is waited for once.</summary>
    public void Wait() => _reports.Wait();
}
