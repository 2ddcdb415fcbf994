using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Weft.Benchmarks.Measuring;

/// <summary>Work that runs in this process.</summary>
/// <param name="name">The contender's name.</param>
/// <param name="work">Does the work once; allocates nothing that its user would not see allocated.</param>
/// <param name="owned">Disposed with the contender, the last one first.</param>
internal sealed class InProcessContender(string name, Action work, params IReadOnlyList<IDisposable> owned) : Contender(name)
{
    /// <inheritdoc/>
    public override double Measure(int iterations)
    {
        long start = Stopwatch.GetTimestamp();

        for (int i = 0; i < iterations; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        for (int i = owned.Count - 1; i >= 0; i--)
        {
            owned[i].Dispose();
        }
    }
}
