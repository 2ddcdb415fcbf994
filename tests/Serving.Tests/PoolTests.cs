using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>Slots that share caches with less room than all of their longest texts take: who has none waits, and nobody is lost.</summary>
public sealed class PoolTests
{
    [Fact]
    public void TextWithoutRoom_Waits_ThoughASlotIsFree_AndNobodyPassesIt()
    {
        using Steps steps = NeighbourTests.Start("Pooled", workers: null, promptTokens: 100);
        TextJob first = steps.Add(Steps.Request(seed: 1, prompt: 100, tokens: 21));
        TextJob second = steps.Add(Steps.Request(seed: 2, prompt: 60, tokens: 30));
        TextJob waiting = steps.Add(Steps.Request(seed: 3, prompt: 60, tokens: 5));
        TextJob small = steps.Add(Steps.Request(seed: 4, prompt: 2, tokens: 5));
        steps.Step(3);
        Assert.Equal((0, 0), (waiting.Fed, small.Fed));

        while (!first.HasEnded && !second.HasEnded)
        {
            Assert.Equal((0, 0), (waiting.Tokens, small.Tokens));
            steps.Step(1);
        }

        steps.Step(2);
        Assert.True(waiting.Tokens > 0 && small.Tokens > 0);
        steps.Run();
        Assert.Equal([21, 30, 5, 5], new[] { first, second, waiting, small }.Select(static job => job.Tokens));
    }

    [Fact]
    public void TextThatNeverFits_IsRefused()
    {
        using Cramped model = Cramped.Initialize(seed: 3);
        using Steps steps = new(model, model.StartInference());

        Assert.Equal(
            "A prompt of 50 tokens and a text of up to 16 take 65 positions; the caches of Cramped have 64 (`inference.cache_tokens`).",
            Assert.Throws<ArgumentException>(() => steps.Add(Steps.Request(seed: 1, prompt: 50, tokens: 16))).Message);
        Assert.Equal(15, Steps.Tokens(steps.Alone(Steps.Request(seed: 1, prompt: 50, tokens: 15))).Length);
    }

    /// <summary>What ended texts have read stays until blocks are needed, and goes the longest unused first.</summary>
    [Fact]
    public void EndedTexts_StayUntilTheirBlocksAreNeeded()
    {
        using Steps steps = NeighbourTests.Start("Pooled", workers: null, promptTokens: 200);
        TextRequest[] ended = [.. Enumerable.Range(0, 4).Select(static i => Steps.Request((ulong)(i * 20), prompt: 49, tokens: 1))];

        foreach (TextRequest request in ended)
        {
            _ = steps.Alone(request);
        }

        // Four times 48 positions of 240 are kept; 96 more are a block more than are left.
        Assert.Equal(3 * 16, steps.Session.FreeCache);
        _ = steps.Alone(Steps.Request(seed: 99, prompt: 95, tokens: 2));
        Assert.Equal([0, 48, 48, 48], ended.Select(request => Kept(steps, request)));
    }

    /// <summary>A beginning that several texts have is in the caches once, so that more of them are written at once.</summary>
    [Fact]
    public void CommonBeginning_LeavesRoomForMoreTexts()
    {
        using Steps steps = NeighbourTests.Start("Pooled", workers: null, promptTokens: 200);
        int[] beginning = [.. Enumerable.Range(0, 96).Select(static i => i * 17 % 250)];
        TextRequest[] requests = [.. Enumerable.Range(0, 8).Select(i => new TextRequest { Prompt = [.. beginning, i, 7], Sampling = new Sampling { Seed = (ulong)i }, MaxTokens = 12 })];
        TextJob first = steps.Add(requests[0]);
        steps.Step(1);
        TextJob[] others = [.. requests[1..].Select(request => steps.Add(request))];
        steps.Step(2);

        // Six blocks of all, and one more of each; without the common ones, two texts would fit.
        Assert.Equal(240 - (16 * (6 + 8)), steps.Session.FreeCache);
        Assert.All(others, static job => Assert.True(job.Tokens > 0));
        steps.Run();

        foreach ((TextJob job, TextRequest request) in others.Prepend(first).Zip(requests))
        {
            using Steps alone = NeighbourTests.Start("Pooled", workers: null, promptTokens: 200);
            Assert.Equal(Steps.Tokens(alone.Alone(request)), Steps.Tokens(job));
        }
    }

    [Fact]
    public async Task ManyClients_GetTheTextsThatTheyGetAlone()
    {
        using Workers workers = new(2);
        using Pooled model = Pooled.Initialize(seed: 3);
        using Engine engine = Engine.Create(model, Steps.Tokenizer, new EngineSettings { QueueCapacity = 100, Workers = workers });
        Random random = new(11);
        int[] beginning = [.. Enumerable.Range(0, 60).Select(static i => i * 17 % 250)];
        TextRequest[] requests = [.. Enumerable.Range(0, 64).Select(i => new TextRequest
        {
            Prompt = [.. beginning.Take(random.Next(61)), .. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(250))],
            Sampling = new Sampling { Seed = (ulong)i },
            MaxTokens = random.Next(1, 40),
            Caller = $"{i % 5}",
        })];
        List<int[]> alone = [];

        foreach (TextRequest request in requests)
        {
            using Steps steps = NeighbourTests.Start("Pooled", workers: null, promptTokens: 200);
            alone.Add(Steps.Tokens(steps.Alone(request)));
        }

        int[][] together = await Task.WhenAll(requests.Select(request => Task.Run(async () =>
        {
            List<int> tokens = [];

            await foreach (TextPart part in engine.GenerateAsync(request))
            {
                tokens.AddRange(part.Token is int token ? [token] : []);
            }

            return tokens.ToArray();
        })));

        Assert.Equal(alone, together);
    }

    /// <summary>Blocks come back when texts are cancelled and when a step fails.</summary>
    [Fact]
    public void TextsThatLeave_GiveTheirBlocksBack()
    {
        using Steps steps = NeighbourTests.Start("Pooled", workers: null, promptTokens: 30);
        TextRequest request = Steps.Request(seed: 3, prompt: 100, tokens: 21);
        int[] expected = Steps.Tokens(steps.Alone(request));

        for (int round = 0; round < 6; round++)
        {
            TextJob[] jobs = [.. Enumerable.Range(0, 3).Select(i => steps.Add(Steps.Request((ulong)((round * 10) + i), prompt: 100, tokens: 21)))];
            steps.Step(3 + round);

            if (round % 2 == 0)
            {
                jobs[0].Abandon();
                jobs[2].Abandon();
            }
            else
            {
                steps.Scheduler.FailRunning(new InvalidOperationException("Stopped."));
            }

            steps.Run();
        }

        Assert.Equal(expected, Steps.Tokens(steps.Alone(request)));
        steps.Session.Reset();
        Assert.Equal(240, steps.Session.FreeCache);
    }

    [Fact]
    public void DraftModelWithASmallPool_IsRefused()
    {
        using Pooled model = Pooled.Initialize(seed: 3);
        using DecoderSession session = model.StartInference();
        using DecoderSession drafting = model.StartInference();

        Assert.Equal(
            "The caches of Pooled have 240 positions; who drafts needs its longest sequence for each slot (`inference.cache_tokens`).",
            Assert.Throws<ArgumentException>(() => session.Generate([1], Sampling.Greedy, 3, drafter: new DraftModel(drafting))).Message);
    }

    // Tokens of a prompt that a slot still has.
    private static int Kept(Steps steps, TextRequest request) => Enumerable.Range(0, steps.Session.SlotCapacity)
        .Max(slot => request.Prompt.ToArray().AsSpan(..^1).CommonPrefixLength(steps.Session.TokensOf(slot)));
}
