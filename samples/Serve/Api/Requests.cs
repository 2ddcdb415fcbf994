using System.Collections.Generic;
using System.Text.Json;

namespace Weft.Samples;

/// <summary>What both kinds of requests have; names are those of OpenAI's API, and `top_k`, `min_p` and `repetition_penalty` those of others.</summary>
internal class TextQuery
{
    public string? Model { get; init; }

    public bool? Stream { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    public int? MaxTokens { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? TopK { get; init; }

    public float? MinP { get; init; }

    public float? RepetitionPenalty { get; init; }

    public float? PresencePenalty { get; init; }

    public float? FrequencyPenalty { get; init; }

    public Dictionary<string, float>? LogitBias { get; init; }

    public int? N { get; init; }

    public long? Seed { get; init; }

    /// <summary>A text, or up to four.</summary>
    public JsonElement? Stop { get; init; }
}

/// <summary>What a stream is to have.</summary>
internal sealed class StreamOptions
{
    public bool? IncludeUsage { get; init; }
}

/// <summary>A request of /v1/chat/completions.</summary>
internal sealed class ChatQuery : TextQuery
{
    public List<ChatTurn>? Messages { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    public JsonElement? Tools { get; init; }

    public JsonElement? Functions { get; init; }

    public ResponseFormat? ResponseFormat { get; init; }
}

/// <summary>The form of an answer.</summary>
internal sealed class ResponseFormat
{
    public string? Type { get; init; }

    public SchemaFormat? JsonSchema { get; init; }
}

/// <summary>JSON of a form.</summary>
internal sealed class SchemaFormat
{
    public JsonElement? Schema { get; init; }
}

/// <summary>A message of a chat.</summary>
internal sealed class ChatTurn
{
    public string? Role { get; init; }

    /// <summary>A text, or parts of which each is one.</summary>
    public JsonElement? Content { get; init; }
}

/// <summary>A request of /v1/embeddings.</summary>
internal sealed class EmbeddingQuery
{
    public string? Model { get; init; }

    /// <summary>A text, or several.</summary>
    public JsonElement? Input { get; init; }

    public string? EncodingFormat { get; init; }

    public int? Dimensions { get; init; }
}

/// <summary>A request of /v1/completions.</summary>
internal sealed class CompletionQuery : TextQuery
{
    /// <summary>A text, tokens, or several of either.</summary>
    public JsonElement? Prompt { get; init; }

    public int? Logprobs { get; init; }

    public string? Suffix { get; init; }

    public bool? Echo { get; init; }

    public int? BestOf { get; init; }
}
