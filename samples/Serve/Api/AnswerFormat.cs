using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Weft.Serving;

namespace Weft.Samples;

/// <summary>Answers of one request, in the form of a chat or of a completion.</summary>
internal sealed class AnswerFormat(TextPlan plan, TokenTexts texts)
{
    private readonly string _id = $"{(plan.IsChat ? "chatcmpl" : "cmpl")}-{Guid.NewGuid():N}";
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private readonly int[] _offsets = new int[plan.Texts.Length];

    /// <summary>The whole answer.</summary>
    public TextAnswer Whole(IReadOnlyList<IReadOnlyList<TextPart>> parts) => this.Answer(
        plan.IsChat ? "chat.completion" : "text_completion",
        [.. parts.Select((choice, i) => this.WholeChoice(i, choice))]) with { Usage = this.UsageOf(parts.Sum(CountTokens)) };

    /// <summary>What opens a choice's stream; null where nothing does.</summary>
    public TextAnswer? Opening(int choice) => plan.IsChat
        ? this.Chunk(new AnswerChoice { Index = choice, Delta = new AnswerMessage { Role = "assistant", Content = "" } })
        : null;

    /// <summary>A part of a stream; null where it has nothing to say.</summary>
    public TextAnswer? Part(int choice, TextPart part)
    {
        AnswerProbabilities? probabilities = part.LogProbability is null ? null : this.ProbabilitiesOf(choice, [part]);

        if (part.Text.Length == 0 && part.FinishReason is null && probabilities is null)
        {
            return null;
        }

        return this.Chunk(new AnswerChoice
        {
            Index = choice,
            Delta = plan.IsChat ? new AnswerMessage { Content = part.Text } : null,
            Text = plan.IsChat ? null : part.Text,
            Logprobs = probabilities,
            FinishReason = NameOf(part.FinishReason),
        });
    }

    /// <summary>The last part of a stream that tells the usage.</summary>
    public TextAnswer Usage(int tokens) => this.Answer(this.ChunkName, []) with { Usage = this.UsageOf(tokens) };

    private string ChunkName => plan.IsChat ? "chat.completion.chunk" : "text_completion";

    private static int CountTokens(IReadOnlyList<TextPart> parts) => parts.Count(static part => part.Token is not null);

    private static string? NameOf(FinishReason? reason) => reason switch
    {
        null => null,
        FinishReason.Stop => "stop",
        _ => "length",
    };

    private AnswerChoice WholeChoice(int choice, IReadOnlyList<TextPart> parts)
    {
        string text = string.Concat(parts.Select(static part => part.Text));

        return new AnswerChoice
        {
            Index = choice,
            Message = plan.IsChat ? new AnswerMessage { Role = "assistant", Content = text } : null,
            Text = plan.IsChat ? null : text,
            Logprobs = plan.Texts[choice].Alternatives is null ? null : this.ProbabilitiesOf(choice, [.. parts.Where(static part => part.Token is not null)]),
            FinishReason = NameOf(parts[^1].FinishReason),
        };
    }

    private AnswerProbabilities ProbabilitiesOf(int choice, IReadOnlyList<TextPart> parts)
    {
        if (plan.IsChat)
        {
            return new AnswerProbabilities { Content = [.. parts.Select(this.DetailOf)] };
        }

        List<int> offsets = [];

        foreach (TextPart part in parts)
        {
            offsets.Add(_offsets[choice]);
            _offsets[choice] += texts.Of(part.Token!.Value).Length;
        }

        return new AnswerProbabilities
        {
            Tokens = [.. parts.Select(part => texts.Of(part.Token!.Value))],
            TokenLogprobs = [.. parts.Select(static part => part.LogProbability!.Value)],
            TopLogprobs = [.. parts.Select(this.BestOf)],
            TextOffset = offsets,
        };
    }

    // Different tokens may have one text, bytes of characters for example: the likelier one stands for it.
    private Dictionary<string, double> BestOf(TextPart part)
    {
        Dictionary<string, double> best = [];

        foreach (TokenProbability item in part.Alternatives)
        {
            _ = best.TryAdd(texts.Of(item.Token), item.LogProbability);
        }

        return best;
    }

    private TokenDetail DetailOf(TextPart part) => this.DetailOf(new TokenProbability(part.Token!.Value, part.LogProbability!.Value)) with
    {
        TopLogprobs = [.. part.Alternatives.Select(this.DetailOf)],
    };

    private TokenDetail DetailOf(TokenProbability item)
    {
        string text = texts.Of(item.Token);

        return new TokenDetail
        {
            Token = text,
            Logprob = item.LogProbability,
            Bytes = text.Contains('\uFFFD', StringComparison.Ordinal) ? null : [.. Encoding.UTF8.GetBytes(text).Select(static value => (int)value)],
        };
    }

    private TextAnswer Chunk(AnswerChoice choice) => this.Answer(this.ChunkName, [choice]);

    private TextAnswer Answer(string kind, IReadOnlyList<AnswerChoice> choices) => new() { Id = _id, Object = kind, Created = _created, Choices = choices };

    private TokenUsage UsageOf(int tokens) => new() { PromptTokens = plan.PromptTokens, CompletionTokens = tokens };
}
