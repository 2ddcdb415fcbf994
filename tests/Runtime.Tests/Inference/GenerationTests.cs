using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

public sealed class GenerationTests : IDisposable
{
    private readonly Workers _workers = new(2);
    private readonly Bigram _model = Bigram.Initialize(1);

    public void Dispose()
    {
        _model.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void Generate_Greedy_FollowsTheLogits()
    {
        using BigramInference session = _model.StartInference(_workers);
        List<int> tokens = Tokens(session.Generate([3], Sampling.Greedy, count: 5));
        int last = 3;
        session.Reset();

        foreach (int token in tokens)
        {
            float[] logits = session.Feed(last).ToArray();
            last = Array.IndexOf(logits, logits.Max());
            Assert.Equal(last, token);
        }

        Assert.Equal(5, tokens.Count);
    }

    [Fact]
    public void Generate_Seed_DecidesTheText()
    {
        using BigramInference session = _model.StartInference(_workers);
        Sampling sampling = new() { Temperature = 2, Seed = 5 };
        List<int> first = Tokens(session.Generate([3, 4], sampling, count: 9));

        Assert.Equal(first, Tokens(session.Generate([3, 4], sampling, count: 9)));
        Assert.NotEqual(first, Tokens(session.Generate([3, 4], sampling with { Seed = 6 }, count: 9)));
    }

    [Fact]
    public void Generate_StopToken_EndsBeforeIt()
    {
        using BigramInference session = _model.StartInference(_workers);
        List<int> all = Tokens(session.Generate([3], new Sampling { Seed = 1 }, count: 11));
        int stop = all[6];

        Assert.Equal(all.TakeWhile(token => token != stop), Tokens(session.Generate([3], new Sampling { Seed = 1 }, count: 11, stop)));
        Assert.Empty(Tokens(session.Generate([3], new Sampling(), count: 0)));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(3, 10)]
    public void Generate_UpToTheLongestSequence_ThenFails(int prompt, int count)
    {
        using BigramInference session = _model.StartInference(_workers);
        int[] tokens = [.. Enumerable.Range(0, prompt)];

        Assert.Equal(count, Tokens(session.Generate(tokens, Sampling.Greedy, count)).Count);
        Assert.Equal(Bigram.MaxLength, session.Position);
        Assert.Throws<InvalidOperationException>(() => Tokens(session.Generate(tokens, Sampling.Greedy, count + 1)));
    }

    // A bigram's next token depends on the last one only, so that any context gives the same text: what is fed shows in Tokens.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    public void Generate_Keep_GoesOnWithTheLastTokens(int keep)
    {
        using BigramInference session = _model.StartInference(_workers);
        Sampling sampling = new() { Seed = 3, Temperature = 3 };
        int[] prompt = [1, 2, 3];
        List<int> text = [.. prompt];

        foreach (int token in session.Generate(prompt, sampling, count: 60, keep: keep))
        {
            Assert.Equal(text[^session.Position..], session.Tokens.ToArray());
            text.Add(token);
        }

        Assert.Equal(63, text.Count);
    }

    [Theory]
    [InlineData(new int[0], "a prompt of 0 tokens; 1 to 12 are allowed")]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, "a prompt of 13 tokens")]
    [InlineData(new[] { 1, 99 }, "token ids are 0 to 18")]
    public void Generate_BadPrompt_SaysWhat(int[] prompt, string message)
    {
        using BigramInference session = _model.StartInference(_workers);
        _ = session.Feed(2);

        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => session.Generate(prompt, Sampling.Greedy, 3)).Message, StringComparison.Ordinal);
        Assert.Equal(1, session.Position);
    }

    [Fact]
    public void Generate_Cancelled_Stops()
    {
        using BigramInference session = _model.StartInference(_workers);
        using CancellationTokenSource cancellation = new();
        int count = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (int token in session.Generate([1], Sampling.Greedy, 10, cancellation: cancellation.Token))
            {
                count++;
                cancellation.Cancel();
            }
        });
        Assert.Equal(1, count);
    }

    [Fact]
    public void Generate_PerToken_AllocatesNothing()
    {
        using BigramInference session = _model.StartInference(_workers);
        Sampling sampling = new() { TopK = 10, TopP = 0.9f, Seed = 1 };
        long before = 0;
        long after = 0;
        int count = 0;

        foreach (int token in session.Generate([1], sampling, count: 200, keep: 6))
        {
            if (++count == 20)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            after = GC.GetAllocatedBytesForCurrentThread();
        }

        Assert.Equal(before, after);
    }

    [Theory]
    [MemberData(nameof(SessionMoves.OfTheFirstSlot), MemberType = typeof(SessionMoves))]
    public void Generate_AnotherCallMovesTheSession_IsAnErrorAtTheNextStep(Action<DecoderSession> move)
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 2, beam: 2);
        Generation.Enumerator text = session.Generate([3], Sampling.Greedy, count: 5).GetEnumerator();
        move(session);
        CheckMoved(text);

        text = session.Generate([3], Sampling.Greedy, count: 5).GetEnumerator();
        Assert.True(text.MoveNext() && text.MoveNext());
        move(session);
        CheckMoved(text);
    }

    [Theory]
    [MemberData(nameof(SessionMoves.OfOtherSlots), MemberType = typeof(SessionMoves))]
    public void Generate_OtherSlots_LeaveTheTextAsItIs(Action<DecoderSession> move)
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 2, beam: 2);
        List<int> expected = Tokens(session.Generate([3], Sampling.Greedy, count: 5));
        List<int> tokens = [];
        Generation text = session.Generate([3], Sampling.Greedy, count: 5);
        move(session);

        foreach (int token in text)
        {
            tokens.Add(token);
            move(session);
        }

        Assert.Equal(expected, tokens);
    }

    [Fact]
    public void Generate_EndedOrLeft_LeavesTheSessionFree()
    {
        using BigramInference session = _model.StartInference(_workers);
        Generation.Enumerator ended = session.Generate([3], Sampling.Greedy, count: 1).GetEnumerator();
        Assert.True(ended.MoveNext());
        Assert.False(ended.MoveNext());
        _ = session.Feed(4);
        Assert.False(ended.MoveNext());

        foreach (int token in session.Generate([3], Sampling.Greedy, count: 5))
        {
            break;
        }

        Assert.Equal([3], session.Tokens.ToArray());
        _ = session.Feed(4);
        Assert.Equal([3, 4], session.Tokens.ToArray());
    }

    [Fact]
    public void Generate_EnumeratedTwice_IsAnError()
    {
        using BigramInference session = _model.StartInference(_workers);
        Generation text = session.Generate([3], Sampling.Greedy, count: 5);
        Assert.Equal(5, Tokens(text).Count);

        CheckMoved(text.GetEnumerator());
    }

    [Fact]
    public void Generate_DisposedSession_IsAnError()
    {
        BigramInference session = _model.StartInference(_workers);
        Generation text = session.Generate([3], Sampling.Greedy, count: 5);
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Tokens(text));
    }

    private static void CheckMoved(Generation.Enumerator text) => Assert.Contains(
        "the session was moved while a text of it was being generated",
        Assert.Throws<InvalidOperationException>(() => text.MoveNext()).Message,
        StringComparison.Ordinal);

    private static List<int> Tokens(Generation generation)
    {
        List<int> tokens = [];

        foreach (int token in generation)
        {
            tokens.Add(token);
        }

        return tokens;
    }
}
