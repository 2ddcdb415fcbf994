using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>Benchmarks to run; none for all that do not ask to be named.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Threads to measure with; 0 for one, and for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Repetitions of every measurement.</summary>
    public int Repetitions { get; init; } = 9;

    /// <summary>Seconds that a measurement waits at most for a machine at rest.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>The file for machines; null for none.</summary>
    public string? Json { get; init; }

    /// <summary>The folder for cost curves; null for none.</summary>
    public string? Curves { get; init; }

    /// <summary>Whether to name the benchmarks and do nothing else.</summary>
    public bool List { get; init; }

    /// <summary>Whether to explain the options and do nothing else.</summary>
    public bool Help { get; init; }

    /// <summary>The numbers of threads, in order.</summary>
    public IReadOnlyList<int> ThreadCounts => this.Threads > 0 ? [this.Threads] : [.. new[] { 1, Environment.ProcessorCount }.Distinct()];
}
