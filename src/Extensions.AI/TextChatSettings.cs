namespace Weft.Extensions.AI;

/// <summary>How a model answers where a call does not say otherwise.</summary>
public sealed record TextChatSettings
{
    /// <summary>The most tokens of an answer, at least 1.</summary>
    public int MaxOutputTokens { get; init; } = 256;

    /// <summary>How tokens are chosen.</summary>
    public Sampling Sampling { get; init; } = new();

    /// <summary>
    /// Answers that are written at once, at least 1; others wait. Each has a session, and a session has a copy of the weights.
    /// </summary>
    public int Sessions { get; init; } = 1;

    /// <summary>The threads of sessions, not disposed with the client; null for the calling thread alone.</summary>
    public Workers? Workers { get; init; }
}
