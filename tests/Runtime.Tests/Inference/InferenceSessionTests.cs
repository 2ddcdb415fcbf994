using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

public sealed class InferenceSessionTests : IDisposable
{
    private readonly Workers _workers = new(2);
    private readonly Bigram _model = Bigram.Initialize(1);

    public static TheoryData<Action<DecoderSession>> MovesOfTheFirstSlot =>
    [
        static session => session.Feed(1),
        static session => session.Feed([1, 2, 3, 4]),
        static session => session.Feed([1, 0], [2, 3]),
        static session => session.FeedPrompts([1, 0], [2, 3]),
        static session => session.Reset(),
        static session => session.Reset(0),
        static session => session.Copy([1], [0]),
        static session => session.Generate([1], Sampling.Greedy, count: 0),
        static session => session.GenerateAll([[1]], Sampling.Greedy, count: 1),
        static session => session.Search([[1]], new BeamSearch { EndToken = 0, Beams = 2 }),
    ];

    public static TheoryData<Action<DecoderSession>> MovesOfOtherSlots =>
    [
        static session => session.Feed([1], [5]),
        static session => session.FeedPrompts([1, 1, 2], [5, 6, 7]),
        static session => session.Feed(2, [5, 6]),
        static session => session.Reset(1),
        static session => session.Copy([0, 0], [1, 2]),
    ];

    [Theory]
    [MemberData(nameof(MovesOfTheFirstSlot))]
    [MemberData(nameof(MovesOfOtherSlots))]
    public void Call_WhileAnotherThreadIsInOne_IsRefused(Action<DecoderSession> call)
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 2, beam: 2);
        Exception? refusal = null;

        using (session.Enter())
        {
            Thread other = new(() => refusal = Record.Exception(() => call(session)));
            other.Start();
            other.Join();
        }

        Assert.Equal(
            "Bigram: a session runs one call at a time, and another thread is in one; give each thread a session of its own.",
            Assert.IsType<InvalidOperationException>(refusal).Message);
        call(session);
    }

    [Fact]
    public void Dispose_WhileACallIsUnderWay_LeavesItItsMemory()
    {
        BigramInference session = _model.StartInference(_workers);
        _ = session.Feed(4);

        using (session.Enter())
        {
            float before = session.LogitsAt(0)[5];
            Thread other = new(session.Dispose);
            other.Start();
            other.Join();

            Assert.Equal(before, session.LogitsAt(0)[5]);
        }

        Assert.Throws<ObjectDisposedException>(() => session.LogitsAt(0));
        Assert.Throws<ObjectDisposedException>(() => session.Feed(4));
    }

    public void Dispose()
    {
        _model.Dispose();
        _workers.Dispose();
    }

    [Fact]
    public void Feed_Logits_AreThoseOfTraining()
    {
        using TrainingSession training = _model.StartTraining(_workers);
        using BigramInference session = _model.StartInference(_workers);
        Batch batch = new(_model.Description);
        batch.Add([4, 5, 6], [-1, -1, -1]);
        float[] expected = new float[3 * Bigram.Vocabulary];
        training.ComputeLogits(batch, expected);

        for (int position = 0; position < 3; position++)
        {
            Assert.Equal(position, session.Position);
            Assert.Equal(expected.AsSpan(position * Bigram.Vocabulary, Bigram.Vocabulary).ToArray(), session.Feed(4 + position).ToArray());
        }

        Assert.Equal([4, 5, 6], session.Tokens.ToArray());
    }

    [Fact]
    public void FeedOfTokens_GivesTheLogitsAfterTheLast_AndGoesOn()
    {
        using BigramInference session = _model.StartInference(_workers);
        float[] expected = session.Feed(8).ToArray();
        session.Reset();

        // Passes of three, three and one, and the last token alone.
        Assert.Equal(expected, session.Feed([1, 2, 3, 4, 5, 6, 7, 8]).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], session.Tokens.ToArray());
        Assert.Equal(expected, session.Feed([9, 8]).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 8], session.Tokens.ToArray());
    }

    [Fact]
    public void FeedOfTokens_ThatCannotBe_DecodesNothing()
    {
        using BigramInference session = _model.StartInference(_workers);
        _ = session.Feed(1);

        Assert.Contains("no tokens", Assert.Throws<ArgumentException>(() => session.Feed([])).Message, StringComparison.Ordinal);
        Assert.Contains("token ids are 0 to 18", Assert.Throws<ArgumentOutOfRangeException>(() => session.Feed([1, 19, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("slots are 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => session.Feed(1, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "12 tokens after 1; the model's longest sequence has 12", Assert.Throws<InvalidOperationException>(() => session.Feed(new int[12])).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => session.Feed(0, [1, 2, 3, 4], new CancellationToken(canceled: true)));
        Assert.Equal([1], session.Tokens.ToArray());
    }

    [Fact]
    public void FeedPrompts_OfSeveralSlots_GoOnWhereEachIs()
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 3);
        session.Feed([2], [9]);

        // Passes of three rows, one of which ends within a slot's.
        session.FeedPrompts([2, 2, 0, 0, 0, 0, 1], [1, 2, 3, 4, 5, 6, 7]);
        session.FeedPrompts([0], [8]);

        Assert.Equal([3, 4, 5, 6, 8], session.TokensOf(0).ToArray());
        Assert.Equal([7], session.TokensOf(1).ToArray());
        Assert.Equal([9, 1, 2], session.TokensOf(2).ToArray());
    }

    [Fact]
    public void FeedPrompts_ThatCannotBe_DecodesNothing()
    {
        using BigramInference session = _model.StartInference(_workers, sequences: 2);

        Assert.Contains("one token for each slot", Assert.Throws<ArgumentException>(() => session.FeedPrompts([0], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("one token for each slot", Assert.Throws<ArgumentException>(() => session.FeedPrompts([], [])).Message, StringComparison.Ordinal);
        Assert.Contains("slot 0 stand apart", Assert.Throws<ArgumentException>(() => session.FeedPrompts([0, 1, 0], [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("token ids are 0 to 18", Assert.Throws<ArgumentOutOfRangeException>(() => session.FeedPrompts([0, 1], [1, 19])).Message, StringComparison.Ordinal);
        Assert.Contains("slots are 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => session.FeedPrompts([0, 2], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("13 tokens after 0", Assert.Throws<InvalidOperationException>(() => session.FeedPrompts(new int[13], new int[13])).Message, StringComparison.Ordinal);
        Assert.Empty(session.TokensOf(0).ToArray());
        Assert.Empty(session.TokensOf(1).ToArray());
    }

    [Fact]
    public void Feed_AfterAWrite_KeepsItsSnapshot()
    {
        using BigramInference session = _model.StartInference(_workers);
        float[] before = session.Feed(3).ToArray();
        _model.Write(Bigram.Bias, [.. Enumerable.Repeat(9f, Bigram.Vocabulary)]);
        session.Reset();

        Assert.Equal(before, session.Feed(3).ToArray());
    }

    [Fact]
    public void Feed_AfterItsThreadsWereStopped_IsAnError_ForAPassOfOneThreadToo()
    {
        Workers workers = new(2);
        using BigramInference session = _model.StartInference(workers);
        _ = session.Feed(3);
        workers.Dispose();

        Assert.Equal(typeof(Workers).FullName, Assert.Throws<ObjectDisposedException>(() => session.Feed(3)).ObjectName);
        Assert.Equal(1, session.Position);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Bigram.Vocabulary)]
    public void Feed_IdOutOfRange_NamesIt(int token)
    {
        using BigramInference session = _model.StartInference(_workers);

        Assert.Contains("token ids are 0 to 18", Assert.Throws<ArgumentOutOfRangeException>(() => session.Feed(token)).Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Position);
    }

    [Fact]
    public void Feed_PastTheLongestSequence_IsAnError()
    {
        using BigramInference session = _model.StartInference(_workers);

        for (int position = 0; position < Bigram.MaxLength; position++)
        {
            _ = session.Feed(1);
        }

        Assert.Contains("longest length, 12", Assert.Throws<InvalidOperationException>(() => session.Feed(1)).Message, StringComparison.Ordinal);
        session.Reset();
        _ = session.Feed(1);
        Assert.Equal(1, session.Position);
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
    [MemberData(nameof(MovesOfTheFirstSlot))]
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
    [MemberData(nameof(MovesOfOtherSlots))]
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
