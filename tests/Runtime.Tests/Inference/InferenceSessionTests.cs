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

    [Theory]
    [MemberData(nameof(SessionMoves.OfTheFirstSlot), MemberType = typeof(SessionMoves))]
    [MemberData(nameof(SessionMoves.OfOtherSlots), MemberType = typeof(SessionMoves))]
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
}
