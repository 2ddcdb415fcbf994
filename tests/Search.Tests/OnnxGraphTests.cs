using System;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>Weights of a graph that is written here byte by byte: y = x W + b with W of 2 x 3.</summary>
public sealed class OnnxGraphTests
{
    private static readonly byte[] Product = Node("MatMul", ["x", "927"], "148");
    private static readonly byte[] Sum = Node("Add", ["layer.bias", "148"], "y");
    private static readonly byte[] Weights = Tensor("927", [2, 3], [1, 2, 3, 4, 5, 6]);
    private static readonly byte[] Bias = Tensor("layer.bias", [3], [7, 8, 9]);

    [Fact]
    public void Find_WeightsWithANumberForAName_GetThatOfTheirBiasAndAreTransposed()
    {
        (string Name, string Shape, float[] Values)[] found =
            [.. NamedWeights.Find(OnnxGraph.Read(Model(Product, Sum, Weights, Bias))).Select(static pair => (pair.Key, string.Join('x', pair.Value.Shape), pair.Value.Values))];

        Assert.Equal(["layer.bias", "layer.weight"], found.Select(static weights => weights.Name));
        Assert.Equal(["3", "3x2"], found.Select(static weights => weights.Shape));
        Assert.Equal([7, 8, 9, 1, 4, 2, 5, 3, 6], found.SelectMany(static weights => weights.Values));
    }

    [Fact]
    public void Find_ProductWithoutBias_Throws() => Assert.Equal(
        "Nothing tells whose weights '927' are: no bias is added to the product.",
        Assert.Throws<InvalidDataException>(() => NamedWeights.Find(OnnxGraph.Read(Model(Product, Weights, Bias)))).Message);

    [Fact]
    public void Read_DamagedFile_Throws()
    {
        byte[] model = Model(Product, Sum, Weights, Bias);

        _ = Assert.Throws<InvalidDataException>(() => OnnxGraph.Read(model.AsSpan(0, model.Length - 1)));
        _ = Assert.Throws<InvalidDataException>(() => OnnxGraph.Read(Model(Tensor("927", [2, 4], [1, 2, 3, 4, 5, 6]))));
    }

    [Theory]
    [InlineData("embeddings.LayerNorm.bias", "encoder.embedding_norm.bias")]
    [InlineData("encoder.layer.11.attention.output.dense.weight", "encoder.layers.11.self_attention.output.weight")]
    [InlineData("encoder.layer.0.output.dense.weight", "encoder.layers.0.feed_forward.down.weight")]
    [InlineData("encoder.layer.0.other.weight", null)]
    [InlineData("pooler.dense.weight", null)]
    public void Translate_Name_GivesOurs(string name, string? expected) => Assert.Equal(expected, ParameterNames.Translate(name));

    private static byte[] Model(params byte[][] parts) => Field(7, [.. parts.SelectMany(static part => part)]);

    private static byte[] Node(string name, string[] inputs, string output) =>
        Field(1, [.. inputs.SelectMany(static input => Text(1, input)), .. Text(2, output), .. Text(4, name)]);

    private static byte[] Tensor(string name, byte[] shape, float[] values) =>
        Field(5, [.. shape.SelectMany(static size => (byte[])[8, size]), 16, 1, .. Text(8, name), .. Field(9, [.. values.SelectMany(BitConverter.GetBytes)])]);

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    // Lengths of more than 127 bytes take two.
    private static byte[] Field(int number, byte[] content) => content.Length < 128
        ? [(byte)((number << 3) | 2), (byte)content.Length, .. content]
        : [(byte)((number << 3) | 2), (byte)(content.Length | 128), (byte)(content.Length >> 7), .. content];
}
