using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Stress.Samplers;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class SamplingDefinitionTests
{
    private static readonly double[] Usual = [0.4, 0.1, 0.3, 0.05, 0.15];

    private static readonly float[] Logits = [.. Usual.Select(static probability => (float)Math.Log(probability))];

    [Fact]
    public void Unknown_EverySettingIsDefined() => Assert.Equal([], SamplingDefinition.Unknown);

    [Fact]
    public void Probabilities_OfEachSetting()
    {
        AssertProbabilities(Usual, new Sampling());
        AssertProbabilities([1, 0, 0, 0, 0], Sampling.Greedy);
        AssertProbabilities([4 / 7.0, 0, 3 / 7.0, 0, 0], new Sampling { TopK = 2 });
        AssertProbabilities([0.4 / 0.85, 0, 0.3 / 0.85, 0, 0.15 / 0.85], new Sampling { TopP = 0.72f });
        AssertProbabilities([4 / 7.0, 0, 3 / 7.0, 0, 0], new Sampling { TopK = 3, TopP = 0.8f });
        AssertProbabilities([0.4 / 0.85, 0, 0.3 / 0.85, 0, 0.15 / 0.85], new Sampling { MinP = 0.3f });
    }

    [Fact]
    public void Change_OfEachSetting()
    {
        Assert.Equal([3, 0, -1], SamplingDefinition.Change([1, 0, -1], new Sampling { LogitBias = new Dictionary<int, float> { [0] = 2 } }, [], []));
        Assert.Equal([0.5f, 0, -2], SamplingDefinition.Change([1, 0, -1], new Sampling { RepetitionPenalty = 2 }, [0], [2]));
        Assert.Equal([1, 0, -2], SamplingDefinition.Change([1, 0, -1], new Sampling { PresencePenalty = 1 }, [0], [2, 2]));
        Assert.Equal([1, 0, -3], SamplingDefinition.Change([1, 0, -1], new Sampling { FrequencyPenalty = 1 }, [0], [2, 2]));
    }

    [Fact]
    public void Probabilities_OfTies_SmallerIdsStay() =>
        Assert.Equal([0.5, 0.5, 0, 0], SamplingDefinition.Probabilities([1, 1, 1, 1], new Sampling { TopK = 2 }));

    [Fact]
    public void IsOpen_WhereRoundingDecides()
    {
        Assert.True(SamplingDefinition.IsOpen([0, 0], new Sampling { TopP = 0.5f }));
        Assert.False(SamplingDefinition.IsOpen([0, 0], new Sampling { TopP = 0.6f }));
    }

    [Fact]
    public void Deviation_TellsOneDistributionFromAnother()
    {
        int[] counts = [4050, 1020, 2950, 480, 1500];

        Assert.InRange(ChiSquare.Deviation(counts, Usual), -3, 3);
        Assert.True(ChiSquare.Deviation(counts, [0.4, 0.1, 0.27, 0.05, 0.18]) > 6);
        Assert.Equal(double.PositiveInfinity, ChiSquare.Deviation([1, 0, 0, 0, 9], [0, 0, 0, 0, 1]));
    }

    [Fact]
    public void Deviation_OfRareThings_TakesThemTogether() =>
        Assert.InRange(ChiSquare.Deviation([994, 3, 2, 1], [0.994, 0.002, 0.002, 0.002]), -3, 3);

    private static void AssertProbabilities(double[] expected, Sampling sampling)
    {
        double[] actual = SamplingDefinition.Probabilities(Logits, sampling);

        Assert.All(expected.Zip(actual), static item => Assert.Equal(item.First, item.Second, 1e-6));
    }
}
