namespace Weft.Benchmarks.Probes;

/// <summary>Measures how much of the processor others leave.</summary>
internal interface ICompanyProbe
{
    /// <summary>The most that was measured so far, in the same unit: what the threads reach alone.</summary>
    double Alone { get; }

    /// <summary>Measures now, on as many threads as the benchmark has.</summary>
    double Measure();
}
