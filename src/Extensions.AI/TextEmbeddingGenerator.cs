using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Weft.Tokenizers;

namespace Weft.Extensions.AI;

/// <summary>
/// Embeddings of texts by an encoder whose output is hidden states. Many threads may call it: texts of a call go through the encoder
/// together, as many at a time as the model's <c>inference.sequences</c>.
/// </summary>
public sealed class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly ModelDescription _model;
    private readonly Tokenizer _tokenizer;
    private readonly TextEmbeddingSettings _settings;
    private readonly SessionPool<EncoderSession> _sessions;

    private TextEmbeddingGenerator(
        ModelDescription model, Tokenizer tokenizer, TextEmbeddingSettings settings, SessionPool<EncoderSession> sessions)
    {
        _model = model;
        _tokenizer = tokenizer.WithPadding(null).WithTruncation(new Truncation { MaximumLength = model.MaxLength });
        _settings = settings;
        _sessions = sessions;
    }

    /// <summary>A generator over a model, which must outlive it.</summary>
    /// <typeparam name="TModel">The generated class of an encoder.</typeparam>
    /// <param name="model">The model. Later changes of its parameters do not reach sessions that have started.</param>
    /// <param name="tokenizer">Its tokenizer. Texts are cut to the model's longest sequence.</param>
    /// <param name="settings">How texts become embeddings; null for the mean of all tokens, of length 1.</param>
    /// <exception cref="ArgumentException">
    /// The model is no encoder of texts that puts out vectors, or the tokenizer has tokens that it does not know.
    /// </exception>
    public static TextEmbeddingGenerator Create<TModel>(TModel model, Tokenizer tokenizer, TextEmbeddingSettings? settings = null)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        settings ??= new TextEmbeddingSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Sessions, 1);
        ModelDescription shape = model.Description;

        if (shape.SourceVocabulary == 0 || shape.TargetVocabulary > 0)
        {
            throw new ArgumentException($"{shape.Name} is no encoder of texts (`architecture: encoder`, `vocabulary`).", nameof(model));
        }

        if (shape.IsPooled)
        {
            throw new ArgumentException(
                $"{shape.Name} puts out {shape.Output} of whole texts, not vectors (`output: hidden`).", nameof(model));
        }

        CheckVocabulary(tokenizer, shape.SourceVocabulary, shape.Name);

        return new TextEmbeddingGenerator(
            shape, tokenizer, settings,
            new SessionPool<EncoderSession>(() => (EncoderSession)model.StartInference(settings.Workers), settings.Sessions));
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The options ask for other dimensions than the model has.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);

        if (options?.Dimensions is int dimensions && dimensions != _model.Outputs)
        {
            throw new NotSupportedException($"{_model.Name} has embeddings of {_model.Outputs} dimensions, not {dimensions}.");
        }

        string[] texts = [.. values];

        return Task.Run(() => this.GenerateAllAsync(texts, options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata)
                ? new EmbeddingGeneratorMetadata("weft", defaultModelId: _model.Name, defaultModelDimensions: _model.Outputs)
            : serviceType == typeof(Tokenizer) ? _tokenizer
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();

    internal static void CheckVocabulary(Tokenizer tokenizer, int vocabulary, string name)
    {
        if (tokenizer.VocabularySize > vocabulary)
        {
            throw new ArgumentException(
                $"The tokenizer has {tokenizer.VocabularySize} tokens, and {name} knows {vocabulary} (`vocabulary`).", nameof(tokenizer));
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAllAsync(
        string[] texts, EmbeddingGenerationOptions? options, CancellationToken cancellation)
    {
        TokenSequence[] sequences = _tokenizer.EncodeBatch([.. texts.Select(static text => (text, (string?)null))]);

        if (Array.FindIndex(sequences, static sequence => sequence.Ids.Length == 0) is int empty and >= 0)
        {
            // No parameter is named: programs show the sentence to who wrote the texts.
            throw new ArgumentException($"Text {empty} has no tokens, and so no embedding.");
        }

        Embedding<float>[] embeddings = new Embedding<float>[texts.Length];
        using SessionPool<EncoderSession>.Lease lease = await _sessions.RentAsync(cancellation).ConfigureAwait(false);

        // Of like lengths together: a group takes as long as its longest.
        IEnumerable<int> order = Enumerable.Range(0, texts.Length).OrderBy(i => sequences[i].Ids.Length);

        foreach (int[] group in order.Chunk(lease.Session.SequenceCapacity))
        {
            cancellation.ThrowIfCancellationRequested();
            this.Embed(lease.Session, group, sequences, embeddings, options?.ModelId ?? _model.Name);
        }

        long tokens = sequences.Sum(static sequence => (long)sequence.Ids.Length);

        return new GeneratedEmbeddings<Embedding<float>>(embeddings)
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    private void Embed(EncoderSession session, int[] group, TokenSequence[] sequences, Embedding<float>[] embeddings, string modelId)
    {
        int[][] tokens = [.. group.Select(i => sequences[i].Ids)];
        session.Run(tokens);

        for (int i = 0; i < group.Length; i++)
        {
            float[] vector = new float[_model.Outputs];
            session.Pool(i, _settings.Pooling, vector, _settings.Normalize);

            if (Array.Exists(vector, static value => !float.IsFinite(value)))
            {
                throw new InvalidOperationException(
                    $"{_model.Name}: the embedding of a text is not finite: the model's parameters are damaged.");
            }

            embeddings[group[i]] = new Embedding<float>(vector) { CreatedAt = DateTimeOffset.UtcNow, ModelId = modelId };
        }
    }
}
