using System.Collections.Immutable;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>What a request comes to: the texts that the engine is asked for, and the form of the answer.</summary>
internal sealed record TextPlan
{
    /// <summary>Whether it is a chat; else a completion.</summary>
    public required bool IsChat { get; init; }

    /// <summary>A text for each choice, in the order of their indices.</summary>
    public required ImmutableArray<TextRequest> Texts { get; init; }

    /// <summary>Tokens of the prompts, each counted once.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Whether the answer comes in parts.</summary>
    public required bool IsStream { get; init; }

    /// <summary>Whether the last part tells the usage.</summary>
    public required bool StreamsUsage { get; init; }
}
