using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Samples.Tests;

/// <summary>The model with weights of 8 bits beside the one with singles.</summary>
public sealed class IntegerEncoderTests(ModelFixture fixture, ITestOutputHelper output) : IClassFixture<ModelFixture>
{
    private const int Queries = 200;
    private const int Passages = 2_000;
    private const int Nearest = 10;

    [Fact]
    public void Sentences_HaveNearlyTheSameVectors()
    {
        float[][] singles = this.EncodeSingles(Sentences.All);
        double least = singles.Zip(this.EncodeIntegers(Sentences.All), Product).Min();
        output.WriteLine($"least cosine of {Sentences.All.Count} sentences: 1 - {1 - least:E2}");

        Assert.True(least >= 0.999, $"{least}");
    }

    // The passages of the plays, and words out of the middle of some as queries.
    [Fact]
    public void Queries_FindTheSamePassages()
    {
        string[] texts = [.. TextFiles.LoadPlays().Passages.Select(static passage => passage.Text)];
        string[] passages = texts[..Passages];
        string[] queries = [.. texts.Chunk(texts.Length / Queries).Take(Queries).Select(static chunk => Question(chunk[0]))];
        float[][] singles = this.EncodeSingles([.. passages, .. queries]);
        float[][] integers = this.EncodeIntegers([.. passages, .. queries]);
        int same = Enumerable.Range(Passages, Queries).Sum(query => Find(singles, query).Intersect(Find(integers, query)).Count());
        double share = (double)same / (Queries * Nearest);
        output.WriteLine($"{share:P2} of the nearest {Nearest} of {queries.Length} queries are the same");

        Assert.Equal(Queries, queries.Length);
        Assert.True(share >= 0.97, $"{share}");
    }

    private static string Question(string text) => string.Join(' ', text.Split().Skip(20).Take(12));

    private static IEnumerable<int> Find(float[][] vectors, int query) =>
        Enumerable.Range(0, Passages).OrderByDescending(passage => Product(vectors[passage], vectors[query])).Take(Nearest);

    private static double Product(float[] left, float[] right) => left.Zip(right, static (a, b) => (double)a * b).Sum();

    private float[][] EncodeSingles(IReadOnlyList<string> texts) => Encode(texts, (chunk, vectors) => fixture.Encoder.Encode(chunk, vectors));

    private float[][] EncodeIntegers(IReadOnlyList<string> texts)
    {
        using MiniLM8 model = MiniLM8.Load(fixture.Files.Weights);
        using Workers workers = new();
        using MiniLM8.Inference session = model.StartInference(workers);

        return Encode(texts, (chunk, vectors) =>
        {
            session.Run([.. chunk.Select(fixture.Encoder.Tokenize)]);

            for (int text = 0; text < chunk.Length; text++)
            {
                session.Pool(text, Pooling.Mean, vectors.AsSpan(text * SentenceEncoder.Size, SentenceEncoder.Size), normalize: true);
            }
        });
    }

    private static float[][] Encode(IReadOnlyList<string> texts, Action<string[], float[]> encode) =>
    [
        .. texts.Chunk(SentenceEncoder.MostTexts).SelectMany(chunk =>
        {
            float[] vectors = new float[chunk.Length * SentenceEncoder.Size];
            encode(chunk, vectors);

            return vectors.Chunk(SentenceEncoder.Size);
        }),
    ];
}
