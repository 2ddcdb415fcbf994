using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Graph;

/// <summary>What `training.train` names, and what is left of the backward pass.</summary>
public sealed class TrainedNamesTests
{
    [Theory]
    [InlineData(
        "'*.qery.weight'", "(8,41): error WEFT010: 'training.train' cannot be '*.qery.weight': no parameter has such a name; the nearest: "
        + "decoder.layers.0.self_attention.query.weight and decoder.layers.0.self_attention.key.weight")]
    [InlineData(
        "output.weight, outputs.bias", "(8,56): error WEFT010: 'training.train' cannot be 'outputs.bias': no parameter has such a name; the nearest: output.weight")]
    [InlineData("", "(8,40): error WEFT008: 'training.train' must be a list of parameters' names, in which * stands for any text, but it is an empty list")]
    [InlineData("[a]", "(8,41): error WEFT008: 'training.train' must be a list of parameters' names, in which * stands for any text, but it is a list")]
    public void Pattern_ThatNamesNothing_IsToldWhatIsNear(string patterns, string expected) =>
        Assert.Equal($"tiny.yaml{expected}", Assert.Single(Specs.Read(Specs.TinyWith($"training: {{batch: 2, length: 4, train: [{patterns}]}}")).Problems).ToString());

    [Theory]
    [InlineData(
        "'*.experts.0.*'", "experts: {count: 2, active: 1}", "the experts of a layer are trained alike, and of decoder.layers.0.feed_forward.experts.0.up.weight "
        + "and decoder.layers.0.feed_forward.experts.1.up.weight one would be frozen")]
    [InlineData(
        "'*.layers.1.*'", "experts: {count: 2, active: 1, balance_loss: 0.1}", "with 'experts.balance_loss' all layers are trained alike, and of "
        + "decoder.layers.1.self_attention.query.weight and decoder.layers.0.self_attention.query.weight one would be frozen")]
    public void Pattern_ThatParts_WhatIsOneGradient_IsRefused(string patterns, string experts, string expected)
    {
        string text = Specs.TinyWith("layers: 2", experts, $"training: {{batch: 2, length: 4, train: [{patterns}]}}");

        Assert.Contains(expected, Assert.Single(Specs.Read(text).Problems).Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "output.weight", true)]
    [InlineData("output.*", "output.weight", true)]
    [InlineData("output.*", "outputs.weight", false)]
    [InlineData("*.layers.1.*", "decoder.layers.1.feed_forward.up.bias", true)]
    [InlineData("*.layers.1.*", "decoder.layers.11.feed_forward.up.bias", false)]
    [InlineData("*a*b", "xxaxxab", true)]
    [InlineData("*a*b", "xxaxxa", false)]
    [InlineData("", "a", false)]
    public void Pattern_MatchesAsFileNamesDo(string pattern, string name, bool expected) => Assert.Equal(expected, GlobPattern.Matches(pattern, name));

    [Fact]
    public void Backward_OfAHead_IsItsWeightsAlone()
    {
        ModelGraph graph = Build("[output.weight]");

        Assert.Equal(["Embedding", "DecoderLayer", "Head"], graph.Blocks.Select(static block => block.Name));
        Assert.All(graph.Blocks.Take(2), static block => Assert.Empty(block.Backward));
        Assert.IsType<WeightGradient>(Assert.Single(graph.Blocks[2].Backward));
        Assert.Null(graph.Blocks[2].InputGradient);

        // Nothing is kept for a backward pass that there is not.
        Assert.All(graph.Blocks[1].Forward.OfType<Attention>(), static node => Assert.Null(node.InverseTotal));
        Assert.All(graph.Blocks[1].Forward.OfType<Norm>(), static node => Assert.Null(node.InverseDeviation));
        Assert.All(graph.Blocks[1].Forward.OfType<Projection>(), static node => Assert.Null(node.Derivative));
    }

    [Fact]
    public void Backward_EndsInTheFirstLayerThatIsTrained()
    {
        ModelGraph graph = Build("['*.layers.2.*', '*.layers.3.*', '*.layers.4.*']");
        string[] names = ["Embedding", "DecoderLayers0To1", "DecoderLayer2", "DecoderLayers3To4", "DecoderLayer5", "Head"];

        Assert.Equal(names, graph.Blocks.Select(static block => block.Name));
        Assert.Empty(graph.Blocks[1].Backward);
        Assert.Null(graph.Blocks[2].InputGradient);
        Assert.DoesNotContain(graph.Blocks[2].Backward.OfType<NormGradient>(), static node => node.Forward.Weight.Name == "self_attention_norm.weight");
        Assert.NotNull(graph.Blocks[3].InputGradient);
        Assert.DoesNotContain(graph.Blocks[4].Backward, static node => node.Domain == Domain.Parameters);
    }

    private static ModelGraph Build(string patterns)
    {
        SpecificationResult result = Specs.Read(
            Specs.TinyWith("layers: 6", "norm_placement: pre", "activation: gelu", $"training: {{batch: 2, length: 4, train: {patterns}}}"));
        Assert.Empty(result.Problems.Items);

        return GraphBuilder.Build(result.Specification!);
    }
}
