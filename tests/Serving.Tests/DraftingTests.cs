using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>Texts whose tokens are guessed ahead are the same, whatever is written and guessed beside them.</summary>
public sealed class DraftingTests
{
    private const int Requests = 40;

    public static TheoryData<string, bool> Cases => new()
    {
        { "Tales", false }, { "Windows", false }, { "Mixtures", false }, { "Pooled", false }, { "Tales", true }, { "Windows", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Texts_AreTheSame_WhoeverGuesses(string name, bool isByModel)
    {
        using Workers workers = new(2);
        using Tales model = Tales.Initialize(seed: isByModel ? 3UL : 4);
        using DecoderSession session = model.StartInference(workers);
        Drafter drafter = isByModel ? new DraftModel(session) { MostTokens = 3 } : new PromptLookup { FewestMatched = 1 };
        using Steps alone = NeighbourTests.Start(name, workers, promptTokens: 200);
        using Steps together = NeighbourTests.Start(name, workers, promptTokens: 7, drafter);
        Random random = new(5);
        TextRequest[] requests = [.. Enumerable.Range(0, Requests).Select(i => NeighbourTests.Draw(random, (ulong)i) with { Alternatives = i % 3 == 0 ? 2 : null })];
        List<TextPart>[] expected = [.. requests.Select(alone.Alone)];
        List<TextJob> jobs = [];

        foreach (TextRequest request in requests)
        {
            jobs.Add(together.Add(request));
            together.Step(random.Next(5));
        }

        together.Run();
        Assert.All(jobs.Index(), item => Assert.Equal(expected[item.Index].Select(Describe), Steps.Parts(item.Item).Select(Describe)));
        Assert.True(drafter.DraftedTokens > 0);
        Assert.InRange(drafter.AcceptedTokens, isByModel && name == "Tales" ? drafter.DraftedTokens / 2 : 0, drafter.DraftedTokens);
    }

    [Fact]
    public void TextThatRepeatsItself_TakesFewerSteps()
    {
        TextRequest request = new()
        {
            Prompt = [64], MaxTokens = 40, Sampling = new Sampling { Temperature = 0, LogitBias = new Dictionary<int, float> { [65] = 1000 } },
        };
        PromptLookup drafter = new();
        using Steps steps = Steps.OfTales(new EngineSettings { Drafter = drafter });
        TextJob job = steps.Add(request);
        int count = 0;

        while (steps.Scheduler.Step())
        {
            count++;
        }

        // Three of four places are free for guesses: forty tokens by four, but for the first few.
        Assert.Equal(Enumerable.Repeat(65, 40), Steps.Tokens(job));
        Assert.InRange(count, 11, 15);
        Assert.Equal(drafter.DraftedTokens, drafter.AcceptedTokens);
    }

    [Fact]
    public void TextsWithoutAPlaceForGuesses_AreWrittenTokenByToken()
    {
        PromptLookup drafter = new() { FewestMatched = 1 };
        using Steps steps = Steps.OfTales(new EngineSettings { Drafter = drafter });
        TextJob[] jobs = [.. Enumerable.Range(0, 4).Select(i => steps.Add(Steps.Request(seed: (ulong)i, tokens: 12)))];
        steps.Step(8);

        Assert.Equal(0, drafter.DraftedTokens);
        Assert.All(jobs, static job => Assert.Equal(8, job.Tokens));
    }

    [Fact]
    public void Create_WhatCannotBeDrafted_SaysWhy()
    {
        using Recurrences model = Recurrences.Initialize(seed: 3);

        Assert.Contains(
            "Recurrences cannot be drafted",
            Assert.Throws<ArgumentException>(() => Engine.Create(model, Steps.Tokenizer, new EngineSettings { Drafter = new PromptLookup() })).Message,
            StringComparison.Ordinal);
    }

    private static string Describe(TextPart part) =>
        $"{part.Token} {part.Text} {part.FinishReason} {part.LogProbability} {string.Join(' ', part.Alternatives.Select(static item => (item.Token, item.LogProbability)))}";
}
