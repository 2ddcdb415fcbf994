using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>What requests come to, or a sentence about the parameter that is wrong.</summary>
internal sealed class TextPlanner(ServedModel model, ServeOptions options)
{
    /// <summary>A chat: the messages as the template writes them.</summary>
    /// <exception cref="ApiException">A parameter is wrong.</exception>
    public TextPlan Plan(ChatQuery query, string caller)
    {
        Refuse(query.Tools is not null, "tools");
        Refuse(query.Functions is not null, "functions");
        JsonSchema? schema = QueryReader.SchemaOf(query.ResponseFormat);

        if (query.TopLogprobs is not null && query.Logprobs != true)
        {
            throw ApiException.Invalid("top_logprobs", "top_logprobs needs logprobs: true.");
        }

        if (query.Messages is not { Count: > 0 })
        {
            throw ApiException.Invalid("messages", "messages is missing or empty; a chat needs a message.");
        }

        string text = ServedModel.Template.Write(query.Messages.Select(MessageOf));
        int[] prompt = this.Encode(text, "messages");

        TextPlan plan = this.Plan(query, [prompt], caller, query.MaxCompletionTokens, query.Logprobs == true ? query.TopLogprobs ?? 0 : null);

        return plan with { IsChat = true, Texts = [.. plan.Texts.Select(text => text with { Schema = schema })] };
    }

    /// <summary>A completion of one or several prompts.</summary>
    /// <exception cref="ApiException">A parameter is wrong.</exception>
    public TextPlan Plan(CompletionQuery query, string caller)
    {
        Refuse(!string.IsNullOrEmpty(query.Suffix), "suffix");
        Refuse(query.Echo == true, "echo");
        Refuse(query.BestOf is int best && best != (query.N ?? 1), "best_of");

        return this.Plan(query, this.PromptsOf(query.Prompt), caller, most: null, query.Logprobs);
    }

    private static void Refuse(bool isThere, string parameter)
    {
        if (isThere)
        {
            throw ApiException.Invalid(parameter, $"{parameter} is not supported by this server.", "unsupported_parameter");
        }
    }

    private static ChatMessage MessageOf(ChatTurn turn)
    {
        ChatRole role = turn.Role switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            _ => throw ApiException.Invalid("messages", $"A message has the role '{turn.Role}'; system, developer, user and assistant are known."),
        };

        return turn.Content is { ValueKind: JsonValueKind.Array } parts
            ? new ChatMessage(role, string.Concat(parts.EnumerateArray().Select(PartOf)))
            : new ChatMessage(role, turn.Content is JsonElement content ? QueryReader.TextOf(content, "messages") : "");
    }

    private static string PartOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement text)
            ? QueryReader.TextOf(text, "messages")
            : throw ApiException.Invalid("messages", "A part of a message is no text; this model reads texts only.");

    private IReadOnlyList<int[]> PromptsOf(JsonElement? prompt)
    {
        if (prompt is not { ValueKind: JsonValueKind.Array } array)
        {
            return prompt is { ValueKind: JsonValueKind.String } text
                ? [this.PromptOf(text)]
                : throw ApiException.Invalid("prompt", "prompt is missing; it must be a text, a list of texts, or tokens.");
        }

        JsonElement[] items = [.. array.EnumerateArray()];

        return items.Length == 0 ? throw ApiException.Invalid("prompt", "prompt is an empty list.")
            : items[0].ValueKind == JsonValueKind.Number ? [TokensOf(array)]
            : items.Length > options.MaxChoices ? throw this.TooManyChoices(items.Length)
            : [.. items.Select(this.PromptOf)];
    }

    private int[] PromptOf(JsonElement prompt) => prompt.ValueKind == JsonValueKind.Array
        ? TokensOf(prompt)
        : this.Encode(QueryReader.TextOf(prompt, "prompt"), "prompt");

    private static int[] TokensOf(JsonElement array) => [.. array.EnumerateArray().Select(static item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int token)
            ? token
            : throw ApiException.Invalid("prompt", $"prompt has {QueryReader.Describe(item)} among its tokens; they are whole numbers."))];

    private int[] Encode(string text, string parameter)
    {
        try
        {
            return model.Encode(text);
        }
        catch (ArgumentException exception)
        {
            throw ApiException.Invalid(parameter, exception.Message);
        }
    }

    private TextPlan Plan(TextQuery query, IReadOnlyList<int[]> prompts, string caller, int? most, int? alternatives)
    {
        if (query.Model is string id && id != ServedModel.Id)
        {
            throw ApiException.UnknownModel(id, ServedModel.Id);
        }

        int each = query.N ?? 1;

        if (each < 1 || (long)each * prompts.Count > options.MaxChoices)
        {
            throw this.TooManyChoices((long)each * prompts.Count);
        }

        ulong seed = query.Seed is long number ? unchecked((ulong)number) : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        Sampling sampling = QueryReader.SamplingOf(query);
        TextRequest request = new()
        {
            Prompt = prompts[0],
            MaxTokens = this.MostTokens(most ?? query.MaxTokens),
            Stops = QueryReader.StopsOf(query),
            Alternatives = alternatives is null or (>= 0 and <= TextRequest.MostAlternatives)
                ? alternatives
                : throw ApiException.Invalid("logprobs", $"{alternatives} alternatives of each token; 0 to {TextRequest.MostAlternatives} are allowed."),
            ContinuesPrompt = true,
            Timeout = TimeSpan.FromSeconds(options.MaxSeconds),
            Caller = caller,
        };

        return new TextPlan
        {
            IsChat = false,
            Texts = [.. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, each)).Select((prompt, i) => request with
            {
                Prompt = this.Checked(prompt),
                Sampling = sampling with { Seed = unchecked(seed + (ulong)i) },
            })],
            PromptTokens = prompts.Sum(static prompt => prompt.Length),
            IsStream = query.Stream == true,
            StreamsUsage = query.StreamOptions?.IncludeUsage == true,
        };
    }

    private int MostTokens(int? asked) => (asked ?? Math.Min(options.DefaultTokens, options.MaxTokens)) is int most && most >= 1 && most <= options.MaxTokens
        ? most
        : throw ApiException.Invalid("max_tokens", $"{asked} tokens were asked for; this server writes 1 to {options.MaxTokens}.");

    private int[] Checked(int[] prompt) => prompt.Length <= model.Engine.Description.MaxLength
        ? prompt
        : throw ApiException.Invalid(
            "messages", $"The prompt has {prompt.Length} tokens; {ServedModel.Id} reads up to {model.Engine.Description.MaxLength}.", "context_length_exceeded");

    private ApiException TooManyChoices(long count) => ApiException.Invalid("n", $"{count} texts were asked for; this server writes 1 to {options.MaxChoices} at once.");
}
