using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>What becomes of requests, step by step.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly Steps _steps = Steps.OfTales(new EngineSettings { QueueCapacity = 6, PromptTokens = 8 });

    public void Dispose() => _steps.Dispose();

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Text_IsWhatASessionGenerates(float temperature)
    {
        TextRequest request = Steps.Request(seed: 4) with { Sampling = new Sampling { Temperature = temperature, Seed = 4, RepetitionPenalty = 1.3f } };
        List<int> expected = [];

        foreach (int token in _steps.Session.Generate([.. request.Prompt], request.Sampling, request.MaxTokens))
        {
            expected.Add(token);
        }

        List<TextPart> parts = _steps.Alone(request);

        Assert.Equal(expected, Steps.Tokens(parts));
        Assert.Equal(Steps.Tokenizer.Decode([.. expected]), Steps.Text(parts));
        Assert.Equal(FinishReason.Length, parts[^1].FinishReason);
        Assert.All(parts.SkipLast(1), static part => Assert.Null(part.FinishReason));
    }

    [Fact]
    public void Step_GivesEveryTextAToken_WhileAPromptIsReadInParts()
    {
        TextJob first = _steps.Add(Steps.Request(seed: 1, prompt: 1));
        _steps.Step(2);
        TextJob second = _steps.Add(Steps.Request(seed: 2, prompt: 30));

        // 29 tokens before the last, 8 in a step.
        _steps.Step(3);
        Assert.Equal((5, 0), (first.Tokens, second.Tokens));
        _steps.Step(1);
        Assert.Equal((6, 1), (first.Tokens, second.Tokens));
    }

    [Fact]
    public void ShortPrompt_DoesNotWaitForALongOne()
    {
        TextJob longer = _steps.Add(Steps.Request(seed: 1, prompt: 60));
        TextJob shorter = _steps.Add(Steps.Request(seed: 2, prompt: 5));
        _steps.Step(1);

        Assert.Equal((0, 1), (longer.Tokens, shorter.Tokens));
        Assert.Equal(55, longer.Unread);
    }

    [Fact]
    public void Place_IsFreeWhenATextEnds()
    {
        TextJob[] jobs = [.. Enumerable.Range(0, 6).Select(i => _steps.Add(Steps.Request((ulong)i, prompt: 1, tokens: 2)))];
        _steps.Step(1);
        Assert.Equal([1, 1, 1, 1, 0, 0], jobs.Select(static job => job.Tokens));
        _steps.Step(2);
        Assert.Equal([2, 2, 2, 2, 1, 1], jobs.Select(static job => job.Tokens));
    }

    [Fact]
    public void Queue_Full_Refuses_AndTakesAgainWhenThereIsRoom()
    {
        TextRequest request = Steps.Request(seed: 1);

        for (int i = 0; i < 6; i++)
        {
            _ = _steps.Add(request);
        }

        QueueFullException exception = Assert.Throws<QueueFullException>(() => _steps.Add(request));
        Assert.Equal(6, exception.Capacity);
        _steps.Step(1);
        TextJob last = _steps.Add(request);
        _steps.Run();
        Assert.Equal(FinishReason.Length, Steps.Parts(last)[^1].FinishReason);
    }

    [Fact]
    public void Callers_TakeTurns()
    {
        TextJob[] many = [.. Enumerable.Range(0, 5).Select(i => _steps.Add(Steps.Request((ulong)i, tokens: 1) with { Caller = "many" }))];
        TextJob one = _steps.Add(Steps.Request(seed: 9, tokens: 1) with { Caller = "one" });
        _steps.Step(1);

        // Four places: the second is for who came last.
        Assert.Equal([1, 1, 1, 0, 0], many.Select(static job => job.Tokens));
        Assert.Equal(1, one.Tokens);
    }

    [Fact]
    public async Task CallerWithTheMostWaiting_GivesWay_ToOneWithFewer()
    {
        TextJob[] many = [.. Enumerable.Range(0, 6).Select(i => _steps.Add(Steps.Request((ulong)i) with { Caller = "many" }))];
        TextJob[] few = [.. Enumerable.Range(6, 3).Select(i => _steps.Add(Steps.Request((ulong)i) with { Caller = "few" }))];

        // Three of each: neither has more than the other.
        Assert.Throws<QueueFullException>(() => _steps.Add(Steps.Request(seed: 9) with { Caller = "few" }));
        Assert.Throws<QueueFullException>(() => _steps.Add(Steps.Request(seed: 9) with { Caller = "many" }));
        _steps.Run();
        Assert.All([.. many[..3], .. few], static job => Assert.Equal(13, Steps.Parts(job).Count));

        foreach (TextJob job in many[3..])
        {
            Assert.IsType<QueueFullException>(await Steps.FailureOf(job));
        }
    }

    [Fact]
    public async Task Cancelled_LeavesWithinAStep_AndItsPlaceIsTaken()
    {
        using CancellationTokenSource source = new();
        TextJob[] jobs = [.. Enumerable.Range(0, 4).Select(i => _steps.Add(Steps.Request((ulong)i), i == 2 ? source.Token : default))];
        using CancellationTokenSource other = new();
        TextJob waiting = _steps.Add(Steps.Request(seed: 7), other.Token);
        TextJob next = _steps.Add(Steps.Request(seed: 8));
        _steps.Step(2);
        await source.CancelAsync();
        await other.CancelAsync();
        _steps.Step(1);

        Assert.Equal([3, 3, 2, 3], jobs.Select(static job => job.Tokens));
        Assert.Equal((0, 1), (waiting.Tokens, next.Tokens));
        Assert.IsAssignableFrom<OperationCanceledException>(await Steps.FailureOf(jobs[2]));
        Assert.IsAssignableFrom<OperationCanceledException>(await Steps.FailureOf(waiting));
    }

    [Fact]
    public async Task ReaderWhoStops_GivesItsPlaceBack()
    {
        TextJob job = _steps.Add(Steps.Request(seed: 1));
        _steps.Step(3);

        await foreach (TextPart part in Engine.ReadAsync(job, CancellationToken.None))
        {
            Assert.NotNull(part.Token);
            break;
        }

        _steps.Step(1);
        Assert.True(job.HasEnded);
        Assert.Equal(3, job.Tokens);
    }

    [Fact]
    public void ReaderWhoNeverReads_HoldsUpNobody()
    {
        TextJob[] unread = [.. Enumerable.Range(0, 4).Select(i => _steps.Add(Steps.Request((ulong)i, tokens: 100)))];
        TextJob read = _steps.Add(Steps.Request(seed: 5));
        _steps.Run();

        Assert.Equal(13, Steps.Parts(read).Count);
        Assert.All(unread, static job => Assert.Equal(101, Steps.Parts(job).Count));
    }

    [Fact]
    public async Task Timeout_EndsATextAndWhatWaits()
    {
        TextJob[] jobs = [.. Enumerable.Range(0, 5).Select(i => _steps.Add(Steps.Request((ulong)i) with { Timeout = TimeSpan.FromSeconds(i is 1 or 4 ? 5 : 6) }))];
        _steps.Step(2);
        _steps.Clock.Advance(5);
        _steps.Step(1);

        Assert.Equal([3, 2, 3, 3, 0], jobs.Select(static job => job.Tokens));
        Assert.Contains("within 5 s", Assert.IsType<TimeoutException>(await Steps.FailureOf(jobs[1])).Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(await Steps.FailureOf(jobs[4]));
    }

    [Fact]
    public async Task Closing_EndsTextsAndWhatWaits()
    {
        TextJob[] jobs = [.. Enumerable.Range(0, 6).Select(i => _steps.Add(Steps.Request((ulong)i)))];
        _steps.Step(1);
        _steps.Scheduler.Close();

        foreach (TextJob job in jobs)
        {
            Assert.IsType<ObjectDisposedException>(await Steps.FailureOf(job));
        }

        Assert.Throws<ObjectDisposedException>(() => _steps.Add(Steps.Request(seed: 1)));
    }

    [Fact]
    public async Task StepThatFails_EndsTheTextsItWasFor_AndTheNextIsAsEver()
    {
        TextRequest request = Steps.Request(seed: 3);
        int[] expected = Steps.Tokens(_steps.Alone(request));
        TextJob job = _steps.Add(request);
        _steps.Step(2);
        _steps.Scheduler.FailRunning(new InvalidOperationException("Stopped."));

        Assert.Equal("Stopped.", (await Steps.FailureOf(job)).Message);
        Assert.Equal(expected, Steps.Tokens(_steps.Alone(request)));
    }

    [Fact]
    public void PlaceThatCannotBeMadeReady_EndsTheTextItWasFor()
    {
        TextJob[] jobs = [.. Enumerable.Range(0, 5).Select(i => _steps.Add(Steps.Request((ulong)i)))];
        _steps.Session.Dispose();

        foreach (TextJob job in jobs)
        {
            Assert.False(job.HasEnded);
            ObjectDisposedException problem = Assert.Throws<ObjectDisposedException>(() => _steps.Step(1));
            _steps.Scheduler.FailRunning(problem);
            Assert.True(job.HasEnded);
        }
    }

    [Theory]
    [InlineData(0, 5, null, "1 to 120")]
    [InlineData(121, 5, null, "The prompt has 121 tokens")]
    [InlineData(3, 0, null, "at least 1")]
    [InlineData(3, 5, 21, "0 to 20")]
    [InlineData(3, 5, -1, "0 to 20")]
    public void Request_OutOfRange_SaysWhat(int prompt, int tokens, int? alternatives, string part)
    {
        TextRequest request = Steps.Request(seed: 1, prompt, tokens) with { Alternatives = alternatives };

        Assert.Contains(part, Assert.Throws<ArgumentException>(() => _steps.Add(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_WithImpossibleParts_SaysWhat()
    {
        TextRequest request = Steps.Request(seed: 1);

        Assert.Contains("ids of Tales are 0 to 258", MessageOf(request with { Prompt = [3, 259] }), StringComparison.Ordinal);
        Assert.Contains("above 0", MessageOf(request with { Timeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("stop sequence is empty", MessageOf(request with { Stops = ["a", ""] }), StringComparison.Ordinal);
        Assert.Contains("TopP", MessageOf(request with { Sampling = new Sampling { TopP = 2 } }), StringComparison.Ordinal);
        Assert.Contains("token 259", MessageOf(request with { Sampling = new Sampling { LogitBias = new Dictionary<int, float> { [259] = 1 } } }), StringComparison.Ordinal);
    }

    private string MessageOf(TextRequest request) => Assert.ThrowsAny<ArgumentException>(() => _steps.Add(request)).Message;
}
