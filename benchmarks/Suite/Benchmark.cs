using System.Collections.Generic;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Suite;

/// <summary>Something that is measured.</summary>
/// <param name="name">Its name on the command line and in reports.</param>
/// <param name="summary">What it measures, for the list.</param>
internal abstract class Benchmark(string name, string summary)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it measures.</summary>
    public string Summary => summary;

    /// <summary>Whether it is measured for each number of threads; false for what is once for all.</summary>
    public virtual bool UsesThreads => true;

    /// <summary>Whether it is measured only where it is named, because it takes minutes.</summary>
    public virtual bool IsOnDemand => false;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchmarkException">It cannot be measured here.</exception>
    public abstract IEnumerable<Measurement> Run(BenchmarkContext context);
}
