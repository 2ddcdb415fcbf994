using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>
/// One post-norm layer with the closed-form values of PyTorch's own test (test/cpp/api/transformer.cpp): element [r, c] of every matrix is
/// cos(r x columns + c), element i of every vector cos(i), queries, keys and values being thirds of one matrix and one vector.
/// </summary>
public sealed class PublishedLayerTests
{
    private const string Encoder = """
        model: Layer
        architecture: encoder
        vocabulary: 4
        max_length: 4
        d_model: 4
        layers: 1
        heads: 2
        d_ff: 16
        positional_encoding: none
        training: {batch: 1, length: 4}

        """;

    public static TheoryData<string, string, float[]> EncoderLayers => WithSets(
        ("relu", [2.258703f, 0.127985f, -0.697881f, 0.170862f]),
        ("gelu", [2.249815f, 0.131006f, -0.702199f, 0.177868f]));

    public static TheoryData<string, string, float[]> DecoderLayers => WithSets(("relu", [2.314351f, 0.094805f, -0.671322f, 0.101977f]));

    [Theory]
    [MemberData(nameof(EncoderLayers))]
    public void EncoderLayer_GivesThePublishedValues(string set, string activation, float[] expected)
    {
        string text = Specs.With(Encoder, $"activation: {activation}", $"instruction_sets: [{set}]");
        Check(text, expected, static batch => batch.Add([0], [-1]), static model =>
            Fill(model, "encoder", ["self_attention"], input: [20, 30, 40, 50]));
    }

    // An encoder whose last norm has the weight 0 puts out that norm's bias: the memory.
    [Theory]
    [MemberData(nameof(DecoderLayers))]
    public void DecoderLayer_GivesThePublishedValues(string set, string activation, float[] expected)
    {
        string text = Specs.With(Encoder, "architecture: encoder-decoder", $"activation: {activation}", $"instruction_sets: [{set}]");
        Check(text, expected, static batch => batch.Add([0], [0], [-1]), static model =>
        {
            Fill(model, "decoder", ["self_attention", "cross_attention"], input: [20, 30, 40, 50]);
            model.Write("encoder.layers.0.feed_forward_norm.bias", [60, 70, 80, 90]);
        });
    }

    private static void Check(string text, float[] expected, Action<Batch> fill, Action<TransformerModel> write)
    {
        SpecificationResult result = SpecificationReader.Read("layer.yaml", text, "Weft.Compiled");
        Assert.Empty(result.Problems.Items);
        GeneratedModel generated = ModelLibrary.Compile(result.Specification!)[result.Specification!];
        using TransformerModel model = generated.CreateEmpty();
        write(model);
        using Workers workers = new(1);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = new(generated.Shape);
        fill(batch);
        float[] logits = new float[4];
        session.ComputeLogits(batch, logits);

        Assert.All(expected.Zip(logits), static pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    private static void Fill(TransformerModel model, string stack, string[] attentions, float[] input)
    {
        string layer = $"{stack}.layers.0";
        model.Write($"{stack}.token_embedding.weight", [.. input, .. new float[12]]);
        model.Write("output.weight", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);

        foreach (string attention in attentions)
        {
            string[] parts = ["query", "key", "value"];

            for (int part = 0; part < parts.Length; part++)
            {
                model.Write($"{layer}.{attention}.{parts[part]}.weight", Cosines(16 * part, 16));
                model.Write($"{layer}.{attention}.{parts[part]}.bias", Cosines(4 * part, 4));
            }

            model.Write($"{layer}.{attention}.output.weight", Cosines(0, 16));
            model.Write($"{layer}.{attention}.output.bias", Cosines(0, 4));
            model.Write($"{layer}.{attention}_norm.weight", Cosines(0, 4));
            model.Write($"{layer}.{attention}_norm.bias", Cosines(0, 4));
        }

        model.Write($"{layer}.feed_forward.up.weight", Cosines(0, 64));
        model.Write($"{layer}.feed_forward.up.bias", Cosines(0, 16));
        model.Write($"{layer}.feed_forward.down.weight", Cosines(0, 64));
        model.Write($"{layer}.feed_forward.down.bias", Cosines(0, 4));
        model.Write($"{layer}.feed_forward_norm.weight", Cosines(0, 4));
        model.Write($"{layer}.feed_forward_norm.bias", Cosines(0, 4));
    }

    private static float[] Cosines(int start, int count) => [.. Enumerable.Range(start, count).Select(static i => (float)Math.Cos(i))];

    private static TheoryData<string, string, float[]> WithSets(params IEnumerable<(string Activation, float[] Expected)> cases)
    {
        TheoryData<string, string, float[]> data = [];

        foreach ((string activation, float[] expected) in cases)
        {
            foreach (string set in new[] { "avx2", "portable" })
            {
                data.Add(set, activation, expected);
            }
        }

        return data;
    }
}
