using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Stress.Samplers;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

/// <summary>Texts whose tokens are guessed ahead: they are the same, and drawn from the same distribution; and what cannot be drafted.</summary>
public sealed class DrafterTests : IDisposable
{
    private const int Draft = 4;
    private const double MostDeviations = 5;

    private readonly Workers _workers = new(2);
    private readonly Bigram _model = Bigram.Initialize(1);
    private readonly Bigram _other = Bigram.Initialize(2);

    public static TheoryData<float, int, float, float> Samplings => new()
    {
        { 1, 0, 1, 0 },
        { 1.7f, 5, 1, 0 },
        { 0.9f, 0, 0.7f, 0 },
        { 1.3f, 7, 0.8f, 0.05f },
    };

    public void Dispose()
    {
        _model.Dispose();
        _other.Dispose();
        _workers.Dispose();
    }

    /// <summary>Draws behind each token are compared with what the settings make of its logits, some of which are equal.</summary>
    [Theory]
    [MemberData(nameof(Samplings))]
    public void Tokens_AreDrawnFromTheDistributionOfThePlainText(float temperature, int topK, float topP, float minP)
    {
        MakeTies(_model);
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        using BigramInference drafts = _other.StartInference(_workers, draft: Draft);
        Sampling sampling = new() { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };

        foreach (Drafter drafter in (Drafter[])[new PromptLookup { FewestMatched = 1 }, new DraftModel(drafts)])
        {
            int[][] counts = [.. Enumerable.Range(0, Bigram.Vocabulary).Select(static _ => new int[Bigram.Vocabulary])];

            for (ulong seed = 0; seed < 1500; seed++)
            {
                int last = 3;

                foreach (int token in session.Generate([3, 7, 3], sampling with { Seed = seed }, count: 10, drafter: drafter))
                {
                    counts[last][token]++;
                    last = token;
                }
            }

            Assert.True(drafter.AcceptedTokens > 150, $"{drafter.AcceptedTokens} of {drafter.DraftedTokens}");
            Assert.All(counts.Index(), item =>
            {
                session.Reset();
                double[] probabilities = SamplingDefinition.Probabilities(session.Feed(item.Index).ToArray(), sampling);
                Assert.True(ChiSquare.Deviation(item.Item, probabilities) < MostDeviations, $"{drafter} behind {item.Index}");
            });
        }
    }

    [Fact]
    public void Texts_AreThoseOfTheirSeeds()
    {
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        using BigramInference drafts = _other.StartInference(_workers);

        for (ulong seed = 0; seed < 100; seed++)
        {
            Sampling sampling = new() { Temperature = seed % 4, Seed = seed, PresencePenalty = seed % 3, TopK = (int)(seed % 5) };
            int? stop = seed % 2 == 0 ? null : 4;
            int[] plain = Tokens(session.Generate([3, 4, 3], sampling, count: 23, stop, keep: 5));

            Assert.Equal(plain, Tokens(session.Generate([3, 4, 3], sampling, 23, stop, keep: 5, new PromptLookup { FewestMatched = 1 })));
            Assert.Equal(plain, Tokens(session.Generate([3, 4, 3], sampling, 23, stop, keep: 5, new DraftModel(drafts))));
        }
    }

    [Fact]
    public void ModelThatDraftsForItself_IsAlwaysRight()
    {
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        using BigramInference itself = _model.StartInference(_workers);
        DraftModel drafter = new(itself) { MostTokens = 3 };
        int[] tokens = Tokens(session.Generate([3], new Sampling { Temperature = 2, Seed = 5 }, count: 10, drafter: drafter));

        Assert.Equal(10, tokens.Length);
        Assert.Equal((6, 6), (drafter.DraftedTokens, drafter.AcceptedTokens));
    }

    [Fact]
    public void TextThatRepeatsItself_IsLookedUp_AndBehindItsEndGoesOnAsItWasGuessed()
    {
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        PromptLookup drafter = new();
        Sampling repeated = new() { Temperature = 0, LogitBias = new Dictionary<int, float> { [6] = 1000 } };

        Assert.Equal([6, 6, 6, 6, 6, 6, 6, 6], Tokens(session.Generate([6, 6, 6], repeated, count: 8, drafter: drafter)));
        Assert.Equal((5, 5), (drafter.DraftedTokens, drafter.AcceptedTokens));
    }

    [Fact]
    public void LogitsThatAreNoNumbers_AreAnErrorWhereTheTextIsAtThem()
    {
        float[] table = new float[Bigram.Vocabulary * Bigram.Width];
        _model.Read(Bigram.Table, table);
        table.AsSpan(9 * Bigram.Width, Bigram.Width).Fill(float.NaN);
        _model.Write(Bigram.Table, table);
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        Sampling sampling = new() { Temperature = 0, LogitBias = new Dictionary<int, float> { [9] = 1000 } };

        // 9 is guessed as well as drawn: behind it, there are no numbers.
        List<int> tokens = [];
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (int token in session.Generate([3, 9, 4, 3], sampling, count: 5, drafter: new PromptLookup { FewestMatched = 1 }))
            {
                tokens.Add(token);
            }
        });

        Assert.Equal([9], tokens);
        Assert.Contains("is no number", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DraftWhoseLogitsAreNoNumbers_GuessesNothing()
    {
        float[] table = new float[Bigram.Vocabulary * Bigram.Width];
        Array.Fill(table, float.NaN);
        _other.Write(Bigram.Table, table);
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        using BigramInference damaged = _other.StartInference(_workers);
        DraftModel drafter = new(damaged);
        Sampling sampling = new() { Seed = 3 };

        Assert.Equal(
            Tokens(session.Generate([3], sampling, count: 9)), Tokens(session.Generate([3], sampling, count: 9, drafter: drafter)));
        Assert.Equal(0, drafter.DraftedTokens);
    }

    [Fact]
    public void WhatCannotBeDrafted_SaysWhy()
    {
        using BigramInference session = _model.StartInference(_workers, draft: Draft);
        using BigramInference alone = _model.StartInference(_workers);
        using BigramInference wide = _model.StartInference(_workers, sequences: 2, draft: 1);

        CheckRefused(alone, new PromptLookup(), "has no room for guesses (`inference.draft`)");
        CheckRefused(session, new PromptLookup { MostTokens = 0 }, "guesses 0 tokens at once (MostTokens); at least 1");
        CheckRefused(session, new PromptLookup { FewestMatched = 0 }, "from 0 to 4 tokens are to be looked up");
        CheckRefused(session, new PromptLookup { MostMatched = 1 }, "from 2 to 1 tokens are to be looked up");
        CheckRefused(session, new DraftModel(session), "cannot draft its own texts");
        CheckRefused(wide, new DraftModel(session), "has 1 slots; one for each of 2");
    }

    [Fact]
    public void Feed_MoreTokensThanAPassHas_SaysHowMany()
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 2, draft: 1);

        Assert.Equal(3, session.RowCapacity);
        session.Feed([1, 1, 0], [5, 6, 5]);
        Assert.Equal(session.LogitsOf(0).ToArray(), session.LogitsOf(2).ToArray());
        Assert.Contains(
            "4 tokens in a pass; at most 3 are decoded at once (slots and `inference.draft`)",
            Assert.Throws<ArgumentException>(() => session.Feed([1, 1, 0, 0], [5, 6, 5, 5])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the tokens of slot 1 stand apart", Assert.Throws<ArgumentException>(() => session.Feed([1, 0, 1], [5, 6, 5])).Message, StringComparison.Ordinal);
        Assert.Equal([5, 6], session.TokensOf(1).ToArray());
    }

    // Pairs of tokens that are equally likely behind any other.
    private static void MakeTies(Bigram model)
    {
        float[] weights = new float[Bigram.Vocabulary * Bigram.Width];
        model.Read(Bigram.Weight, weights);

        for (int token = 1; token < Bigram.Vocabulary; token += 2)
        {
            weights.AsSpan((token - 1) * Bigram.Width, Bigram.Width).CopyTo(weights.AsSpan(token * Bigram.Width));
        }

        model.Write(Bigram.Weight, weights);
    }

    private static void CheckRefused(BigramInference session, Drafter drafter, string expected) => Assert.Contains(
        expected, Assert.Throws<ArgumentException>(() => session.Generate([1], new Sampling(), 2, drafter: drafter)).Message, StringComparison.Ordinal);

    private static int[] Tokens(Generation generation)
    {
        List<int> tokens = [];

        foreach (int token in generation)
        {
            tokens.Add(token);
        }

        return [.. tokens];
    }
}
