using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

public sealed class SamplerTests
{
    // Probabilities 0.4, 0.1, 0.3, 0.05, 0.15.
    private static readonly float[] Logits = [.. new[] { 0.4, 0.1, 0.3, 0.05, 0.15 }.Select(static probability => (float)Math.Log(probability))];

    [Fact]
    public void Next_Greedy_FirstOfTheMostLikely()
    {
        Assert.Equal(0, new Sampler(Sampling.Greedy, 5).Next(Logits));
        Assert.Equal(1, new Sampler(Sampling.Greedy, 3).Next([1, 2, 2]));
        Assert.Equal(2, new Sampler(Sampling.Greedy, 3).Next([float.NegativeInfinity, -5, -4]));
    }

    [Fact]
    public void Next_All_FollowsTheProbabilities() => AssertFrequencies(new Sampling { Seed = 1 }, [0.4, 0.1, 0.3, 0.05, 0.15]);

    [Fact]
    public void Next_Temperature_IsAPowerOfTheProbabilities()
    {
        double[] roots = [.. new[] { 0.4, 0.1, 0.3, 0.05, 0.15 }.Select(Math.Sqrt)];

        AssertFrequencies(new Sampling { Temperature = 2, Seed = 1 }, [.. roots.Select(root => root / roots.Sum())]);
    }

    [Fact]
    public void Next_TopK_OnlyTheMostLikely() => AssertFrequencies(new Sampling { TopK = 2, Seed = 1 }, [4 / 7.0, 0, 3 / 7.0, 0, 0]);

    [Fact]
    public void Next_TopP_TheFewestThatReachIt()
    {
        AssertFrequencies(new Sampling { TopP = 0.69f, Seed = 1 }, [4 / 7.0, 0, 3 / 7.0, 0, 0]);
        AssertFrequencies(new Sampling { TopP = 0.72f, Seed = 1 }, [0.4 / 0.85, 0, 0.3 / 0.85, 0, 0.15 / 0.85]);
        AssertFrequencies(new Sampling { TopP = 1e-6f, Seed = 1 }, [1, 0, 0, 0, 0]);
    }

    [Fact]
    public void Next_TopKThenTopP_TopPIsOfWhatIsLeft() =>
        AssertFrequencies(new Sampling { TopK = 3, TopP = 0.8f, Seed = 1 }, [4 / 7.0, 0, 3 / 7.0, 0, 0]);

    [Fact]
    public void Next_MinP_OnlyThoseNearTheMostLikely()
    {
        AssertFrequencies(new Sampling { MinP = 0.3f, Seed = 1 }, [0.4 / 0.85, 0, 0.3 / 0.85, 0, 0.15 / 0.85]);
        AssertFrequencies(new Sampling { MinP = 1, Seed = 1 }, [1, 0, 0, 0, 0]);
        AssertFrequencies(new Sampling { TopK = 2, MinP = 0.1f, Seed = 1 }, [4 / 7.0, 0, 3 / 7.0, 0, 0]);
        AssertFrequencies(new Sampling { TopP = 0.72f, MinP = 0.5f, Seed = 1 }, [4 / 7.0, 0, 3 / 7.0, 0, 0]);
    }

    [Fact]
    public void Next_LogitBias_IsAdded() =>
        AssertFrequencies(new Sampling { LogitBias = new Dictionary<int, float> { [0] = -1000, [1] = MathF.Log(2) }, Seed = 1 }, [0, 2 / 7.0, 3 / 7.0, 0.5 / 7, 1.5 / 7]);

    [Fact]
    public void Next_RepetitionPenalty_IsAboutThePromptToo()
    {
        Sampling sampling = Sampling.Greedy with { RepetitionPenalty = 2 };
        Sampler sampler = new(sampling, 4);
        sampler.Read([0, 3]);

        // 4 becomes 2, then 2.5 becomes 1.25, and -0.5 becomes -1.
        Assert.Equal(1, sampler.Next([4, 2.5f, -1.5f, -0.5f]));
        Assert.Equal(0, sampler.Next([4, 2.5f, -1.5f, -0.5f]));
        Assert.Equal(2, sampler.Next([-4, -4, -0.9f, -0.5f]));
    }

    [Fact]
    public void Next_PresenceAndFrequency_CountTheTextAlone()
    {
        Sampler presence = new(Sampling.Greedy with { PresencePenalty = 1 }, 3);
        Sampler frequency = new(Sampling.Greedy with { FrequencyPenalty = 1 }, 3);
        presence.Read([0, 1, 2]);
        frequency.Read([0, 1, 2]);
        float[] logits = [3, 2.5f, 0];

        Assert.Equal([0, 1, 0, 0, 0], Enumerable.Range(0, 5).Select(_ => presence.Next(logits)));
        Assert.Equal([0, 1, 0, 1, 0], Enumerable.Range(0, 5).Select(_ => frequency.Next(logits)));
        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(_ => new Sampler(Sampling.Greedy, 3).Next(logits)));
    }

    [Fact]
    public void Next_EqualTokens_SmallerIdsAreKept()
    {
        Sampler sampler = new(new Sampling { TopK = 3, Seed = 1 }, 50);
        HashSet<int> seen = [.. Enumerable.Range(0, 200).Select(_ => sampler.Next(new float[50]))];

        Assert.Equal([0, 1, 2], seen.Order());
    }

    [Fact]
    public void Next_ImpossibleTokens_AreNeverChosen()
    {
        Sampler sampler = new(new Sampling { Seed = 1 }, 3);

        Assert.All(Enumerable.Range(0, 500), _ => Assert.NotEqual(1, sampler.Next([0, float.NegativeInfinity, 0])));
    }

    public static TheoryData<Sampling> EveryWay =>
    [
        Sampling.Greedy,
        new Sampling(),
        new Sampling { TopK = 1 },
        new Sampling { TopK = 2 },
        new Sampling { TopP = 0.5f },
        new Sampling { MinP = 0.5f },
        new Sampling { TopK = 2, TopP = 0.5f, MinP = 0.1f },
        new Sampling { RepetitionPenalty = 2 },
        new Sampling { PresencePenalty = 1 },
        new Sampling { FrequencyPenalty = 1, Temperature = 0 },
        new Sampling { LogitBias = new Dictionary<int, float> { [1] = -1000 } },
        new Sampling { LogitBias = new Dictionary<int, float> { [1] = -1000 }, Temperature = 0 },
    ];

    [Theory]
    [MemberData(nameof(EveryWay))]
    public void Next_LogitsThatAreNotFinite_AreErrorsInEveryWayOfSampling(Sampling sampling)
    {
        Sampler sampler = new(sampling, 3);
        sampler.Read([1]);
        int token = sampler.Next([0, 1, 2]);

        Assert.Contains("token 1 is no number", Fail(0, float.NaN, 5), StringComparison.Ordinal);
        Assert.Contains("token 0 is no number", Fail(float.NaN, 1, 2), StringComparison.Ordinal);
        Assert.Contains("token 2 is infinite", Fail(0, 1, float.PositiveInfinity), StringComparison.Ordinal);
        Assert.Contains("No logit is finite", Fail(float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity), StringComparison.Ordinal);
        Assert.InRange(token, 0, 2);
        Assert.InRange(sampler.Next([0, 1, float.NegativeInfinity]), 0, 1);
        Assert.Throws<ArgumentException>(() => sampler.Next([0]));

        string Fail(params float[] logits) => Assert.Throws<InvalidOperationException>(() => sampler.Next(logits)).Message;
    }

    [Fact]
    public void Constructor_OutOfRange_NamesTheSetting()
    {
        Assert.Contains("Temperature", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { Temperature = -1 }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("TopK", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { TopK = -1 }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("TopP", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { TopP = 0 }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("TopP", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { TopP = float.NaN }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("MinP", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { MinP = 1.1f }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("RepetitionPenalty", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { RepetitionPenalty = 0 }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("PresencePenalty", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { PresencePenalty = float.NaN }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("FrequencyPenalty", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { FrequencyPenalty = float.PositiveInfinity }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("token 2", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { LogitBias = new Dictionary<int, float> { [2] = 1 } }, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("for token 1", Assert.Throws<ArgumentException>(static () => new Sampler(new Sampling { LogitBias = new Dictionary<int, float> { [1] = float.NaN } }, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sampler(new Sampling(), 2).Read([2]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sampler(new Sampling(), 2).Read([-1]));
    }

    private static void AssertFrequencies(Sampling sampling, double[] expected)
    {
        const int Draws = 40_000;
        Sampler sampler = new(sampling, expected.Length);
        int[] counts = new int[expected.Length];

        for (int draw = 0; draw < Draws; draw++)
        {
            counts[sampler.Next(Logits)]++;
        }

        for (int token = 0; token < expected.Length; token++)
        {
            // Five standard deviations; none where the probability is 0 or 1.
            double tolerance = 5 * Math.Sqrt(expected[token] * (1 - expected[token]) / Draws);
            Assert.Equal(expected[token], counts[token] / (double)Draws, tolerance);
        }
    }
}
