namespace Weft;

/// <summary>How a <see cref="Trainer"/> runs.</summary>
public sealed record TrainerOptions
{
    /// <summary>
    /// Threads to run on, at most <see cref="Weft.Workers.MaximumCount"/>; 0 for one per processor. Ignored where <see cref="Workers"/> is
    /// given.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Threads to share with other models; null for the trainer's own.</summary>
    public Workers? Workers { get; init; }

    /// <summary>The seed of dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Batches of one step: their gradients are summed and divided by the labels of all of them.</summary>
    public int AccumulationSteps { get; init; } = 1;
}
