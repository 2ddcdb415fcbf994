using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Weft.Tokenizers;
using Xunit;

namespace Weft.Extensions.AI.Tests;

/// <summary>The interface's documented behaviour, over a model with random parameters.</summary>
public sealed class TextEmbeddingGeneratorTests : IDisposable
{
    private static readonly string[] Texts = ["a", "the ghost of his father", "", "한국어", "revenge, revenge, revenge, revenge", "b", "to be"];

    private readonly Sentences _model = Sentences.Initialize(seed: 3);
    private readonly Tokenizer _tokenizer = ByteTokenizer.Create();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Embeddings_AreThoseOfEachTextAlone_InTheirOrder()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);
        string[] texts = [.. Texts.Where(static text => text.Length > 0)];
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(texts);

        Assert.Equal(texts.Select(this.Expected), embeddings.Select(static embedding => embedding.Vector.ToArray()));
        Assert.All(embeddings, static embedding => Assert.Equal(1, embedding.Vector.ToArray().Sum(static value => (double)value * value), 5));
        Assert.All(embeddings, static embedding => Assert.Equal("Sentences", embedding.ModelId));
        Assert.Equal(texts.Sum(text => Math.Min(24, _tokenizer.Encode(text).Length)), embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Embedding_ThatIsNotFinite_IsAnError()
    {
        ParameterInfo last = _model.Description.Parameters[^1];
        _model.Write(last.Name, [.. Enumerable.Repeat(float.NaN, (int)last.Count)]);
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);

        Assert.Contains(
            "parameters are damaged", (await Assert.ThrowsAsync<InvalidOperationException>(() => generator.GenerateAsync([Texts[1]]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Calls_OfManyThreads_GiveTheSame(int sessions)
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer, new() { Sessions = sessions });
        float[] expected = this.Expected(Texts[1]);
        float[][] found = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
            (await generator.GenerateAsync([$"{i}", Texts[1]]))[1].Vector.ToArray()));

        Assert.All(found, vector => Assert.Equal(expected, vector));
    }

    [Fact]
    public async Task Nothing_HasNoEmbeddings()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);

        Assert.Empty(await generator.GenerateAsync([]));
    }

    [Fact]
    public async Task EmptyText_IsNamed()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["a", ""]));

        Assert.StartsWith("Text 1 has no tokens", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_Stops()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => generator.GenerateAsync(["a"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Single(await generator.GenerateAsync(["a"]));
    }

    [Fact]
    public async Task OtherDimensions_AreRefused()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);
        NotSupportedException exception = await Assert.ThrowsAsync<NotSupportedException>(
            () => generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 8 }));

        Assert.Equal("Sentences has embeddings of 24 dimensions, not 8.", exception.Message);
    }

    [Fact]
    public void Services_AreFound()
    {
        using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);

        Assert.Equal(24, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.Same(generator, generator.GetService<TextEmbeddingGenerator>());
        Assert.NotNull(generator.GetService<Tokenizer>());
        Assert.Null(generator.GetService<EmbeddingGeneratorMetadata>("key"));
        Assert.Null(generator.GetService<string>());
    }

    [Fact]
    public void TokenizerOfAnotherModel_IsNamed()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => TextEmbeddingGenerator.Create(_model, ByteTokenizer.Create(more: 50)));

        Assert.StartsWith("The tokenizer has 309 tokens, and Sentences knows 300 (`vocabulary`).", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AfterDispose_Calls_AreErrors()
    {
        TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(_model, _tokenizer);
        generator.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["a"]));
    }

    private float[] Expected(string text)
    {
        using Sentences.Inference session = _model.StartInference();
        float[] vector = new float[24];
        session.Run(_tokenizer.Encode(text).AsSpan(0, Math.Min(24, _tokenizer.Encode(text).Length)));
        session.Pool(0, Pooling.Mean, vector, normalize: true);

        return vector;
    }
}
