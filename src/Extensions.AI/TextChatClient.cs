using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Weft.Tokenizers;

namespace Weft.Extensions.AI;

/// <summary>
/// Chats with a decoder. Many threads may call it; an answer takes a session to itself until it ends, or until who reads its stream stops.
/// Temperature, top-p, top-k, penalties, seed, stop sequences and the most output tokens are taken from the options.
/// </summary>
public sealed class TextChatClient : IChatClient
{
    private readonly ModelDescription _model;
    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly TextChatSettings _settings;
    private readonly SessionPool<DecoderSession> _sessions;
    private readonly HashSet<int> _ends;

    private TextChatClient(
        ModelDescription model, Tokenizer tokenizer, ChatTemplate template, TextChatSettings settings, SessionPool<DecoderSession> sessions)
    {
        _model = model;
        _tokenizer = tokenizer;
        _template = template;
        _settings = settings;
        _sessions = sessions;
        _ends = [.. template.Stops.Select(tokenizer.IdOf).OfType<int>()];
    }

    /// <summary>A client over a model, which must outlive it.</summary>
    /// <typeparam name="TModel">The generated class of a decoder.</typeparam>
    /// <param name="model">The model. Later changes of its parameters do not reach sessions that have started.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="template">How the model was trained to read chats.</param>
    /// <param name="settings">How it answers; null for the defaults.</param>
    /// <exception cref="ArgumentException">The model is no decoder, or the tokenizer has tokens that it does not know.</exception>
    public static TextChatClient Create<TModel>(
        TModel model, Tokenizer tokenizer, ChatTemplate template, TextChatSettings? settings = null)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(template);
        settings ??= new TextChatSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Sessions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxOutputTokens, 1);
        ModelDescription shape = model.Description;

        if (shape.TargetVocabulary == 0 || shape.SourceVocabulary > 0)
        {
            throw new ArgumentException($"{shape.Name} is no decoder (`architecture: decoder`).", nameof(model));
        }

        if (shape.Output != ModelResult.Vocabulary)
        {
            throw new ArgumentException($"{shape.Name} generates no text: its `output` is {shape.Output}.", nameof(model));
        }

        TextEmbeddingGenerator.CheckVocabulary(tokenizer, shape.TargetVocabulary, shape.Name);

        return new TextChatClient(
            shape, tokenizer, template, settings,
            new SessionPool<DecoderSession>(() => (DecoderSession)model.StartInference(settings.Workers), settings.Sessions));
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        this.GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no message, or the chat is longer than the model's longest sequence.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        int[] prompt = _tokenizer.Encode(_template.Write(messages), addSpecialTokens: !_template.HasStart);

        if (prompt.Length == 0 || prompt.Length > _model.MaxLength)
        {
            // No parameter is named: programs show the sentence to who wrote the chat.
            throw new ArgumentException(
                $"The chat has {prompt.Length} tokens; {_model.Name} reads 1 to {_model.MaxLength} (`max_length`).");
        }

        return this.AnswerAsync(prompt, options ?? new ChatOptions(), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("weft", defaultModelId: _model.Name)
            : serviceType == typeof(Tokenizer) ? _tokenizer
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();

    private async IAsyncEnumerable<ChatResponseUpdate> AnswerAsync(
        int[] prompt, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string id = Guid.NewGuid().ToString("N");
        using SessionPool<DecoderSession>.Lease lease = await _sessions.RentAsync(cancellation).ConfigureAwait(false);
        StreamingText text = new(_tokenizer, options.StopSequences ?? []);
        Answer answer = new(lease.Session, prompt, this.SamplingOf(options), text);
        int most = Math.Min(options.MaxOutputTokens ?? _settings.MaxOutputTokens, _model.MaxLength - prompt.Length + 1);

        while (!answer.HasEnded)
        {
            string added = await Task.Run(() => answer.Next(most, _ends, cancellation), cancellation).ConfigureAwait(false);

            if (added.Length > 0)
            {
                yield return this.Update(id, options, new TextContent(added));
            }
        }

        UsageDetails usage = new()
        {
            InputTokenCount = prompt.Length,
            OutputTokenCount = answer.Tokens,
            TotalTokenCount = prompt.Length + answer.Tokens,
        };
        ChatResponseUpdate last = this.Update(id, options, new UsageContent(usage));
        last.FinishReason = answer.IsComplete ? ChatFinishReason.Stop : ChatFinishReason.Length;

        yield return last;
    }

    private Sampling SamplingOf(ChatOptions options) => _settings.Sampling with
    {
        Temperature = options.Temperature ?? _settings.Sampling.Temperature,
        TopP = options.TopP ?? _settings.Sampling.TopP,
        TopK = options.TopK ?? _settings.Sampling.TopK,
        PresencePenalty = options.PresencePenalty ?? _settings.Sampling.PresencePenalty,
        FrequencyPenalty = options.FrequencyPenalty ?? _settings.Sampling.FrequencyPenalty,
        Seed = options.Seed is long seed ? unchecked((ulong)seed) : _settings.Sampling.Seed,
    };

    private ChatResponseUpdate Update(string id, ChatOptions options, AIContent content) => new(ChatRole.Assistant, [content])
    {
        MessageId = id,
        ResponseId = id,
        ModelId = options.ModelId ?? _model.Name,
        CreatedAt = DateTimeOffset.UtcNow,
    };
}
