using System;
using System.Collections.Generic;

namespace Weft.Serving;

/// <summary>How an <see cref="Engine"/> works.</summary>
public sealed record EngineSettings
{
    /// <summary>Requests that may wait for a place among the texts, at least 1; more are refused.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <summary>
    /// Tokens of prompts that are read between two tokens of the texts, at least 1: the more, the sooner new texts begin, and the longer
    /// the others pause.
    /// </summary>
    public int PromptTokens { get; init; } = 64;

    /// <summary>Tokens that end a text and are no part of it.</summary>
    public IReadOnlyCollection<int> EndTokens { get; init; } = [];

    /// <summary>
    /// Guesses tokens of the texts ahead, not disposed with the engine; null for none. The texts are the same, and sooner there where
    /// guesses are right. There is room for as many as the spec's `inference.draft` says, and for one for each text that is not written.
    /// </summary>
    public Drafter? Drafter { get; init; }

    /// <summary>The threads that passes run on, not disposed with the engine; null for the engine's own thread alone.</summary>
    public Workers? Workers { get; init; }

    /// <summary>The clock of timeouts and metrics.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
