using System;
using System.Collections.Generic;

namespace Weft.Benchmarks.Measuring;

/// <summary>Several ways to do the same work, disposed together.</summary>
internal sealed class Ways(IReadOnlyList<Contender> contenders) : IDisposable
{
    /// <summary>The ways.</summary>
    public IReadOnlyList<Contender> Contenders => contenders;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Contender contender in contenders)
        {
            contender.Dispose();
        }
    }
}
