using System;
using System.Threading;

namespace Weft.Stress.Mutating;

/// <summary>The most bytes that the managed heap has while something runs.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly long _start = GC.GetTotalMemory(forceFullCollection: false);
    private readonly Timer _timer;
    private long _peak;

    public MemoryPeak() => _timer = new Timer(_ => this.Take(), null, Look, Look);

    /// <summary>Bytes above those of the start.</summary>
    public long Bytes
    {
        get
        {
            this.Take();

            return Interlocked.Read(ref _peak);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Take()
    {
        long bytes = GC.GetTotalMemory(forceFullCollection: false) - _start;
        _peak = Math.Max(_peak, bytes);
    }
}
