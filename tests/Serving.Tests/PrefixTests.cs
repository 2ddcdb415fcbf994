using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>A prompt that begins as another text did is not read again, and its text is the same.</summary>
public sealed class PrefixTests
{
    private static readonly int[] Beginning = [.. Enumerable.Range(0, 40).Select(static i => i * 17 % 250)];

    [Fact]
    public void Beginning_OfATextThatHasEnded_IsNotReadAgain()
    {
        using Steps steps = Steps.OfTales(new EngineSettings { PromptTokens = 8 });
        _ = steps.Alone(Request(seed: 1, 7));
        TextJob job = steps.Add(Request(seed: 2, 8, 9));
        steps.Step(1);

        // Of 42 tokens 40 were read before, and the last one is decoded.
        Assert.Equal((41, 1), (job.Fed, job.Tokens));
        Assert.Equal(Steps.Tokens(Fresh(Request(seed: 2, 8, 9))), Rest(steps, job));
    }

    [Fact]
    public void Beginning_OfATextThatIsBeingWritten_IsCopied()
    {
        using Steps steps = Steps.OfTales(new EngineSettings { PromptTokens = 64 });
        TextJob first = steps.Add(Request(seed: 1, 7));
        steps.Step(2);
        TextJob second = steps.Add(Request(seed: 2, 8));
        TextJob whole = steps.Add(Request(seed: 3, 7));
        steps.Step(1);

        Assert.Equal((3, 1, 1), (first.Tokens, second.Tokens, whole.Tokens));
        Assert.Equal(3, new[] { first.Slot, second.Slot, whole.Slot }.Distinct().Count());
        Assert.Equal(Steps.Tokens(Fresh(Request(seed: 1, 7))), Rest(steps, first));
        Assert.Equal(Steps.Tokens(Fresh(Request(seed: 2, 8))), Steps.Tokens(second));
        Assert.Equal(Steps.Tokens(Fresh(Request(seed: 3, 7))), Steps.Tokens(whole));
    }

    /// <summary>What was decoded is read anew: only prompts leave the bits that prompts leave.</summary>
    [Fact]
    public void Answer_IsReadAsAPrompt()
    {
        using Steps steps = Steps.OfTales(new EngineSettings { PromptTokens = 1000 });
        int[] answer = Steps.Tokens(steps.Alone(Request(seed: 1, 7)));
        TextRequest next = Request(seed: 2, [7, .. answer, 3, 4]);
        using Counted reused = new("weft.reused_tokens");
        List<TextPart> parts = steps.Alone(next);

        Assert.Equal(40, reused.Sum);
        Assert.Equal(Steps.Tokens(Fresh(next)), Steps.Tokens(parts));
    }

    /// <summary>Slots are taken in turns, so that what was read stays for a while.</summary>
    [Fact]
    public void OtherTexts_LeaveTheBeginningWhereItIs()
    {
        using Steps steps = Steps.OfTales(new EngineSettings { PromptTokens = 8 });
        _ = steps.Alone(Request(seed: 1, 7));

        for (ulong seed = 10; seed < 13; seed++)
        {
            _ = steps.Alone(Steps.Request(seed));
        }

        TextJob job = steps.Add(Request(seed: 2, 8));
        steps.Step(1);

        Assert.Equal(1, job.Tokens);
    }

    [Theory]
    [InlineData("Tales", true)]
    [InlineData("Windows", true)]
    [InlineData("Mixtures", true)]
    [InlineData("Pooled", true)]
    [InlineData("Recurrences", false)]
    public void Texts_AreTheSame(string name, bool isReused)
    {
        Random random = new(7);
        using Steps together = NeighbourTests.Start(name, workers: null, promptTokens: 9);
        using Counted reused = new("weft.reused_tokens");
        List<(TextRequest Request, TextJob Job)> jobs = [];

        while (jobs.Count < 30)
        {
            int[] tail = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(250))];
            TextRequest request = new()
            {
                Prompt = [.. Beginning.Take(random.Next(41)), .. tail],
                Sampling = new Sampling { Seed = (ulong)jobs.Count },
                MaxTokens = random.Next(1, 20),
            };
            jobs.Add((request, together.Add(request)));
            together.Step(random.Next(9));
        }

        together.Run();
        Assert.Equal(isReused, reused.Sum > 100);

        foreach ((TextRequest request, TextJob job) in jobs)
        {
            using Steps alone = NeighbourTests.Start(name, workers: null, promptTokens: 500);
            Assert.Equal(Steps.Tokens(alone.Alone(request)), Steps.Tokens(job));
        }
    }

    private static TextRequest Request(ulong seed, params int[] tail) =>
        new() { Prompt = [.. Beginning, .. tail], Sampling = new Sampling { Seed = seed }, MaxTokens = 12 };

    private static List<TextPart> Fresh(TextRequest request)
    {
        using Steps steps = Steps.OfTales();

        return steps.Alone(request);
    }

    private static int[] Rest(Steps steps, TextJob job)
    {
        steps.Run();

        return Steps.Tokens(job);
    }

    /// <summary>The sum of a counter. Other tests count as well: what is compared is at least this test's own.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public Counted(string name)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };

            // Measured on the thread that makes the steps.
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => this.Sum += Environment.CurrentManagedThreadId == _thread ? value : 0);
            _listener.Start();
        }

        public long Sum { get; private set; }

        public void Dispose() => _listener.Dispose();
    }
}
