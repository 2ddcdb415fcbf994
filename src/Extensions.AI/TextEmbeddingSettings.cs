namespace Weft.Extensions.AI;

/// <summary>How texts become embeddings.</summary>
public sealed record TextEmbeddingSettings
{
    /// <summary>How the vectors of a text's tokens become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Whether embeddings have length 1, so that their dot product is their cosine.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>
    /// Calls that are worked on at once, at least 1; others wait. Each has a session, and a session has a copy of the weights.
    /// </summary>
    public int Sessions { get; init; } = 1;

    /// <summary>The threads of sessions, not disposed with the generator; null for the calling thread alone.</summary>
    public Workers? Workers { get; init; }
}
