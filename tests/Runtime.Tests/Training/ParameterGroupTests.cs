using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class ParameterGroupTests
{
    [Fact]
    public void Groups_TheFirstThatNamesAParameterCounts()
    {
        AdamW settings = new()
        {
            WeightDecay = 0.1,
            ExcludeFromDecay = ["*.bias"],
            Groups = [new("output.*") { RateFactor = 2, WeightDecay = 0.5 }, new("*") { RateFactor = 3 }, new("decoder.*") { RateFactor = 4 }],
        };

        Assert.Equal((2, 0.5), (settings.RateFactorOf("output.weight"), settings.DecayOf("output.weight")));
        Assert.Equal((2, 0), (settings.RateFactorOf("output.bias"), settings.DecayOf("output.bias")));
        Assert.Equal((3, 0.1), (settings.RateFactorOf("decoder.final_norm.weight"), settings.DecayOf("decoder.final_norm.weight")));
        Assert.Equal((1, 0.01), (new AdamW().RateFactorOf("output.weight"), new AdamW().DecayOf("output.weight")));
    }

    // The first step: a group's parameters end where they do with its rate for all, and the others do not move.
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Run_TrainsEachGroupAtItsOwnRate(double factor)
    {
        using Bigram grouped = Train(new AdamW { LearningRate = 1e-2, Groups = [new(Bigram.Table) { RateFactor = factor }, new("*") { RateFactor = 0 }] });
        using Bigram alone = Train(new AdamW { LearningRate = 1e-2 * factor });
        using Bigram before = Bigram.Initialize(1);

        foreach (string name in before.Description.Parameters.Select(static info => info.Name))
        {
            Assert.Equal((name == Bigram.Table ? alone : before).Read(name), grouped.Read(name));
        }
    }

    [Fact]
    public void Trainer_NameOfNoParameter_IsAnError()
    {
        using Bigram model = Bigram.Initialize(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Trainer<Bigram>(model, new AdamW { Groups = [new("*.bais")] }));

        Assert.Equal("AdamW: Groups has '*.bais', which no parameter of Bigram matches.", error.Message);
    }

    [Theory]
    [InlineData("output.weight", 0)]
    [InlineData("decoder.final_norm.bias", 0)]
    [InlineData("decoder.layers.2.feed_forward.up.weight", 1)]
    [InlineData("decoder.layers.0.self_attention_norm.weight", 3)]
    [InlineData("decoder.embedding_norm.weight", 4)]
    [InlineData("decoder.token_embedding.weight", 4)]
    [InlineData("encoder.layer.feed_forward.up.weight", 1)]
    [InlineData("encoder.position_embedding.weight", 2)]
    public void LayerDepths_CountFromTheLastLayer(string name, int depth)
    {
        string[] names =
        [
            "encoder.position_embedding.weight", "encoder.layer.feed_forward.up.weight", "decoder.token_embedding.weight", "decoder.embedding_norm.weight",
            "decoder.layers.0.self_attention_norm.weight", "decoder.layers.2.feed_forward.up.weight", "decoder.final_norm.bias", "output.weight",
        ];

        Assert.Equal(depth, new LayerDepths(names).Of(name));
    }

    [Fact]
    public void ByLayer_NamesEveryParameterOnce()
    {
        using Bigram model = Bigram.Initialize(1);
        ParameterGroup[] groups = [.. ParameterGroup.ByLayer(model.Description, 0.5)];

        Assert.Equal(model.Description.Parameters.Select(static info => info.Name).Order(), groups.SelectMany(static group => group.Names).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => ParameterGroup.ByLayer(model.Description, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParameterGroup.ByLayer(model.Description, double.NaN));
    }

    private static Bigram Train(AdamW settings)
    {
        Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, settings);
        int[] tokens = [.. Enumerable.Range(0, 200).Select(static i => i * i % 19)];

        foreach (TrainingStep step in trainer.Run(new RandomWindows(tokens, Bigram.MaxLength, 2, seed: 1), 1))
        {
            Assert.True(double.IsFinite(step.Loss));
        }

        return model;
    }
}
