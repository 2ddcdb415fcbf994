using System;

namespace Weft.Benchmarks.Measuring;

/// <summary>How long to measure.</summary>
internal sealed record ContestSettings
{
    /// <summary>Repetitions that count.</summary>
    public int Repetitions { get; init; } = 9;

    /// <summary>How long each contender works before it is measured: kernels are compiled and caches filled by then.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>The least time of one repetition of one contender.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>Rest between contenders: threads of the one before stop spinning meanwhile.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a measurement waits in all for others to leave the processor.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For the many small shapes of a kernel.</summary>
    public ContestSettings Short => this with { WarmUp = this.WarmUp / 8, Block = this.Block / 8, Rest = this.Rest / 4 };
}
