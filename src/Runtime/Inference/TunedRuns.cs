using System;
using System.Diagnostics;
using System.Linq;
using System.Numerics;

namespace Weft;

/// <summary>Runs passes of an inference session with the team that is fastest for as many rows.</summary>
internal sealed class TunedRuns
{
    private readonly Workers _workers;
    private readonly Workers _alone;
    private readonly TeamTuner[] _tuners;

    /// <param name="workers">The threads.</param>
    /// <param name="alone">The calling thread: passes of one thread do not wait for other sessions.</param>
    /// <param name="rows">The most rows of a pass.</param>
    /// <param name="threads">How many threads a pass of so many rows begins with, before any has been timed.</param>
    public TunedRuns(Workers workers, Workers alone, int rows, Func<int, int> threads)
    {
        _workers = workers;
        _alone = alone;
        _tuners = [.. Enumerable.Range(0, BitOperations.Log2((uint)rows) + 1).Select(
            kind => new TeamTuner(workers.TeamSizes.Length, this.SizeOf(threads(1 << kind))))];
    }

    /// <summary>Runs a pass.</summary>
    /// <param name="work">The pass.</param>
    /// <param name="rows">Its rows; passes of less than twice as many are one kind.</param>
    /// <exception cref="ObjectDisposedException">The threads have been stopped.</exception>
    public void Run(IParallelWork work, int rows)
    {
        // Whether this pass would need them or not: a session must not fail at a token that depends on times.
        _workers.CheckDisposed();
        TeamTuner tuner = _tuners[BitOperations.Log2((uint)rows)];
        int size = tuner.Size;
        long start = Stopwatch.GetTimestamp();

        if (size == 0)
        {
            _alone.Run(work);
        }
        else
        {
            _workers.Run(work, size);
        }

        tuner.Report((double)(Stopwatch.GetTimestamp() - start) / rows);
    }

    private int SizeOf(int threads) => Math.Max(0, Array.FindLastIndex(_workers.TeamSizes, size => size <= threads));
}
