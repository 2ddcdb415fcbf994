namespace Weft.Benchmarks.Measuring;

/// <summary>What a time is reported as: work per second, or the time itself.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Work">Of the unit, what is done once; for a time, its units in a second.</param>
/// <param name="IsTime">Whether less is better.</param>
/// <param name="HasLimit">Whether the probe's limit is one of this quantity.</param>
internal sealed record Quantity(string Metric, string Unit, double Work, bool IsTime = false, bool HasLimit = false)
{
    /// <summary>Operations per second, which the peak of multiply-adds limits.</summary>
    public static Quantity Arithmetic(double operations, string metric = "arithmetic", bool hasLimit = true) => new(metric, "GFLOP/s", operations * 1e-9, HasLimit: hasLimit);

    /// <summary>Bytes per second, which the bandwidth of memory limits.</summary>
    public static Quantity Traffic(double bytes, string metric, bool hasLimit = true) => new(metric, "GB/s", bytes * 1e-9, HasLimit: hasLimit);

    /// <summary>The time of one piece of work.</summary>
    public static Quantity Milliseconds(string metric) => new(metric, "ms", 1e3, IsTime: true);

    /// <summary>What some seconds for the work come to.</summary>
    public double Of(double seconds) => this.IsTime ? this.Work * seconds : this.Work / seconds;

    /// <summary>How many times better one value is than another.</summary>
    public double Ratio(double value, double other) => this.IsTime ? other / value : value / other;
}
