namespace Weft.Benchmarks.Probes;

/// <summary>Measures a limit of the machine.</summary>
internal interface IProbe
{
    /// <summary>Measures now, on as many threads as the benchmark has.</summary>
    ProbeReading Measure();
}

/// <summary>What a probe has measured, in the unit of the quantities that it limits.</summary>
/// <param name="Best">The best of some slices of time: the limit.</param>
/// <param name="Mean">The mean of all of them: far below the limit, others had the processor in some.</param>
internal readonly record struct ProbeReading(double Best, double Mean);
