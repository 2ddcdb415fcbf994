using System.Collections.Generic;
using System.Linq;

namespace Weft.Benchmarks.Measuring;

/// <summary>What a contest has measured.</summary>
internal sealed record ContestResult
{
    /// <summary>Seconds of the work, once, of every present contender.</summary>
    public required IReadOnlyDictionary<Contender, Series> Seconds { get; init; }

    /// <summary>The limit of the same repetitions, in the probe's unit; null without a probe.</summary>
    public required Series? Limit { get; init; }

    /// <summary>Repetitions that did not count, because the machine was busy with something else.</summary>
    public required int Discarded { get; init; }

    /// <summary>The fastest of several ways to do the work; an absent one where there is no other.</summary>
    public Contender BestOf(IEnumerable<Contender> ways) =>
        ways.MinBy(way => this.Seconds.TryGetValue(way, out Series? seconds) ? seconds.Median : double.PositiveInfinity)!;
}
