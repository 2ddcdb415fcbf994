using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Weft.Samples;

/// <summary>An answer of both kinds, whole or a part of a stream.</summary>
internal sealed record TextAnswer
{
    public required string Id { get; init; }

    public required string Object { get; init; }

    public required long Created { get; init; }

    public string Model { get; init; } = ServedModel.Id;

    public required IReadOnlyList<AnswerChoice> Choices { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TokenUsage? Usage { get; init; }
}

/// <summary>One of the texts, or what is new of it.</summary>
internal sealed record AnswerChoice
{
    public required int Index { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerMessage? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerMessage? Delta { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    public AnswerProbabilities? Logprobs { get; init; }

    public string? FinishReason { get; init; }
}

/// <summary>A message of the model, or what is new of it.</summary>
internal sealed record AnswerMessage
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }
}

/// <summary>Log-probabilities: `content` in chats, the lists in completions.</summary>
internal sealed record AnswerProbabilities
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TokenDetail>? Content { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tokens { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? TokenLogprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyDictionary<string, double>>? TopLogprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? TextOffset { get; init; }
}

/// <summary>A token of a chat, and what stood in its place.</summary>
internal sealed record TokenDetail
{
    public required string Token { get; init; }

    public required double Logprob { get; init; }

    /// <summary>The bytes of the token in UTF-8; null where they are a part of a character.</summary>
    public required IReadOnlyList<int>? Bytes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TokenDetail>? TopLogprobs { get; init; }
}

/// <summary>Tokens of a request and its texts.</summary>
internal sealed record TokenUsage
{
    public required int PromptTokens { get; init; }

    public required int CompletionTokens { get; init; }

    public int TotalTokens => this.PromptTokens + this.CompletionTokens;
}

/// <summary>An answer of /v1/embeddings.</summary>
internal sealed record EmbeddingAnswer
{
    public string Object => "list";

    public required IReadOnlyList<EmbeddingEntry> Data { get; init; }

    public string Model => ServedEncoder.Id;

    public required EmbeddingUsage Usage { get; init; }
}

/// <summary>One of the vectors.</summary>
internal sealed record EmbeddingEntry
{
    public string Object => "embedding";

    public required int Index { get; init; }

    public required EmbeddingVector Embedding { get; init; }
}

/// <summary>Tokens of the texts.</summary>
internal sealed record EmbeddingUsage(int PromptTokens)
{
    public int TotalTokens => this.PromptTokens;
}

/// <summary>The models.</summary>
internal sealed record ModelList
{
    public string Object => "list";

    public required IReadOnlyList<ModelEntry> Data { get; init; }
}

/// <summary>A model.</summary>
internal sealed record ModelEntry
{
    public required string Id { get; init; }

    public string Object => "model";

    public required long Created { get; init; }

    public string OwnedBy => "weft";

    public static IReadOnlyList<ModelEntry> All(ServedModel model) =>
    [
        new() { Id = ServedModel.Id, Created = model.Created.ToUnixTimeSeconds() },
        new() { Id = ServedEncoder.Id, Created = model.Created.ToUnixTimeSeconds() },
    ];
}

/// <summary>An error.</summary>
internal sealed record ErrorAnswer
{
    public required ErrorDetail Error { get; init; }
}

/// <summary>What is wrong.</summary>
internal sealed record ErrorDetail
{
    public required string Message { get; init; }

    public required string Type { get; init; }

    public required string? Param { get; init; }

    public required string? Code { get; init; }
}

/// <summary>Whether the server is there.</summary>
internal sealed record HealthAnswer(string Status);
