namespace Weft.Import.Specifications;

/// <summary>The experts that the feed-forward network of every layer consists of.</summary>
/// <param name="Count">Experts of a layer.</param>
/// <param name="Active">Experts that a position has.</param>
/// <param name="Normalizes">Whether the weights of these are scaled to a sum of 1.</param>
internal sealed record ExpertSettings(int Count, int Active, bool Normalizes)
{
    /// <summary>Columns inside a shared expert; null without one.</summary>
    public int? SharedSize { get; init; }

    /// <summary>Whether the shared expert has a gate.</summary>
    public bool HasSharedGate { get; init; }
}
