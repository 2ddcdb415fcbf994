namespace Weft.Benchmarks.Measuring;

/// <summary>A row of the report; a benchmark has one for each of its quantities and peers.</summary>
internal sealed record Measurement
{
    public required string Benchmark { get; init; }

    public required int Threads { get; init; }

    public required string Metric { get; init; }

    public required string Unit { get; init; }

    /// <summary>Weft's median.</summary>
    public required double Value { get; init; }

    /// <summary>Weft's least value.</summary>
    public required double Min { get; init; }

    /// <summary>Weft's greatest value.</summary>
    public required double Max { get; init; }

    /// <summary>The median of the limit that was probed by turns with Weft, in the same unit; null where the metric has none.</summary>
    public double? Limit { get; init; }

    /// <summary>The value as a part of the limit.</summary>
    public double? FractionOfLimit { get; init; }

    /// <summary>Whom Weft is compared with, and how to get it where it is absent; null for nobody.</summary>
    public string? Peer { get; init; }

    /// <summary>The peer's median; null where it is absent.</summary>
    public double? PeerValue { get; init; }

    /// <summary>How many times better Weft is: above 1, Weft is ahead.</summary>
    public double? RatioToPeer { get; init; }
}
