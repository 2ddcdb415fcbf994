using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>Sentence pairs, and the batches that training and evaluation draw from them.</summary>
public sealed class SentencePairsTests
{
    private const int Start = 1;
    private const int End = 2;
    private const int Pairs = 200;
    private static readonly ModelDescription Model = Bigram.Describe(sourceVocabulary: Bigram.Vocabulary, trainingSequences: 60);

    [Fact]
    public void Fill_Pair_SourceEndsAndTargetIsShiftedByOne()
    {
        Batch batch = new(Model);
        SentencePairs pairs = new([[5, 6, 7]], [[8, 9]], Start, End, maximumLength: 12);

        Assert.True(new ConsecutivePairs(pairs, tokens: 60).Fill(batch));
        Assert.Equal([5, 6, 7, End], batch.Source.Tokens.ToArray());
        Assert.Equal([Start, 8, 9], batch.Target.Tokens.ToArray());
        Assert.Equal([8, 9, End], batch.Labels.ToArray());
        Assert.Equal((1, 0, 4, 3), (pairs.Count, pairs.LeftOut, pairs.LongestSequence, pairs.Labels));
    }

    [Fact]
    public void SentencePairs_EmptyAndTooLong_AreLeftOutAndCounted()
    {
        int[] fits = [5, 6, 7];
        int[] tooLong = [5, 6, 7, 8];
        SentencePairs pairs = new([fits, [], fits, tooLong, fits], [fits, fits, [], fits, tooLong], Start, End, maximumLength: 4);

        Assert.Equal((1, 4, 4), (pairs.Count, pairs.LeftOut, pairs.LongestSequence));
    }

    [Fact]
    public void SentencePairs_ThatAreNone_AreErrors()
    {
        Assert.Contains("2 source sentences and 1 target sentences are no pairs", Assert.Throws<ArgumentException>(static () => new SentencePairs([[5], [6]], [[5]], Start, End, 12)).Message, StringComparison.Ordinal);
        Assert.Contains("no sentence pair with 1 to 11 tokens on either side", Assert.Throws<ArgumentException>(static () => new SentencePairs([[5], []], [[], [6]], Start, End, 12)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void SentencePairs_NoRoomForAToken_NamesTheLength(int maximumLength) => Assert.Equal(
        "maximumLength",
        Assert.Throws<ArgumentOutOfRangeException>(() => new SentencePairs([[5]], [[6]], Start, End, maximumLength)).ParamName);

    [Fact]
    public void Sources_BatchSmallerThanASentence_IsAnError()
    {
        SentencePairs pairs = new([[5, 6, 7]], [[8]], Start, End, maximumLength: 12);

        Assert.Contains("A batch of 3 tokens has no room for the longest sentence, which has 4", Assert.Throws<ArgumentException>(() => new ShuffledPairs(pairs, tokens: 3, seed: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ConsecutivePairs(pairs, tokens: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsecutivePairs(pairs, tokens: 4, sequences: 0));
    }

    [Fact]
    public void ConsecutivePairs_EveryPairOnceInOrder()
    {
        SentencePairs pairs = Create();
        ConsecutivePairs source = new(pairs, tokens: 30);
        List<int> seen = [];
        Batch batch = new(Model);

        for (; source.Fill(batch); batch.Clear())
        {
            seen.AddRange(Numbers(batch));
            Assert.InRange(batch.Source.Rows, 1, 30);
            Assert.InRange(batch.Target.Rows, 1, 30);
        }

        Assert.Equal(Enumerable.Range(0, Pairs), seen);
        Assert.Equal(0, batch.OutputRows);
        source.Restart();
        Assert.True(source.Fill(batch));
        Assert.Equal(0, Numbers(batch)[0]);
    }

    [Fact]
    public void ConsecutivePairs_FewSequences_AreTheLimit()
    {
        Batch batch = new(Model);

        Assert.True(new ConsecutivePairs(Create(), tokens: 60, sequences: 3).Fill(batch));
        Assert.Equal([0, 1, 2], Numbers(batch));
    }

    [Fact]
    public void ShuffledPairs_Epoch_HasEveryPairOnce()
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        int[] first = DrawEpoch(source);
        int[] second = DrawEpoch(source);

        Assert.Equal(Enumerable.Range(0, Pairs), first.Order());
        Assert.Equal(Enumerable.Range(0, Pairs), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(1, source.Epoch);
    }

    [Fact]
    public void ShuffledPairs_Batch_HasLikeLengthsAndIsFull()
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        Batch batch = new(Model);
        int small = 0;
        List<int> lengths = [];

        for (int index = 0; index < source.EpochBatches; index++)
        {
            batch.Clear();
            Assert.True(source.Fill(batch));
            Assert.Equal(index == source.EpochBatches - 1, source.IsEpochOver);
            Assert.InRange(batch.Target.Lengths.ToArray().Max() - batch.Target.Lengths.ToArray().Min(), 0, 1);
            int longest = Math.Max(batch.Source.Lengths.ToArray().Max(), batch.Target.Lengths.ToArray().Max());
            small += Math.Max(batch.Source.Rows, batch.Target.Rows) + longest + 1 < 30 ? 1 : 0;
            lengths.Add(batch.Target.Lengths[0]);
        }

        // Only the batch of the longest pairs may be short, and batches do not come by length.
        Assert.InRange(small, 0, 1);
        Assert.NotEqual(lengths.Order(), lengths);
    }

    [Fact]
    public void ShuffledPairs_Seed_DecidesTheOrder()
    {
        SentencePairs pairs = Create();
        int[] first = DrawEpoch(new ShuffledPairs(pairs, tokens: 30, seed: 1));

        Assert.Equal(first, DrawEpoch(new ShuffledPairs(pairs, tokens: 30, seed: 1)));
        Assert.NotEqual(first, DrawEpoch(new ShuffledPairs(pairs, tokens: 30, seed: 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(500)]
    public void ShuffledPairs_RestoreState_GoesOnFromThere(int batches)
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        _ = Draw(source, batches);
        byte[] state = source.SaveState();
        ShuffledPairs restored = new(Create(), tokens: 30, seed: 99);
        restored.RestoreState(state);

        Assert.Equal((source.Epoch, source.IsEpochOver), (restored.Epoch, restored.IsEpochOver));
        Assert.Equal(Draw(source, 100), Draw(restored, 100));
    }

    [Fact]
    public void ShuffledPairs_RestoreStateAtTheEndOfAnEpoch_GoesOnWithTheNext()
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        _ = DrawEpoch(source);
        byte[] state = source.SaveState();
        ShuffledPairs restored = new(Create(), tokens: 30, seed: 1);
        restored.RestoreState(state);

        Assert.True(restored.IsEpochOver);
        Assert.Equal(DrawEpoch(source), DrawEpoch(restored));
    }

    [Fact]
    public void ShuffledPairs_Restart_IsTheFirstEpoch()
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        int[] first = DrawEpoch(source);
        _ = Draw(source, 5);
        source.Restart();

        Assert.Equal(first, DrawEpoch(source));
    }

    [Fact]
    public void ConsecutivePairs_RestoreState_GoesOnFromThere()
    {
        ConsecutivePairs source = new(Create(), tokens: 30);
        _ = Draw(source, 5);
        ConsecutivePairs restored = new(Create(), tokens: 30);
        restored.RestoreState(source.SaveState());

        Assert.Equal(Draw(source, 5), Draw(restored, 5));
    }

    [Fact]
    public void RestoreState_OtherDataOrPacking_IsAnErrorAndChangesNothing()
    {
        byte[] state = new ShuffledPairs(Create(), tokens: 30, seed: 1).SaveState();
        ShuffledPairs other = new(Create(last: 9), tokens: 30, seed: 2);
        int[] expected = DrawEpoch(new ShuffledPairs(Create(last: 9), tokens: 30, seed: 2));

        AssertRejects("other sentences", other, state);
        AssertRejects("30 tokens and 2147483647 pairs at most; this source has 31", new ShuffledPairs(Create(), tokens: 31, seed: 1), state);
        AssertRejects("this source has 30 and 9", new ShuffledPairs(Create(), tokens: 30, seed: 1, sequences: 9), state);
        AssertRejects("48 bytes; 47 were given", new ShuffledPairs(Create(), tokens: 30, seed: 1), state[1..]);
        state[40] = 201;
        AssertRejects("position 201 of 200", new ShuffledPairs(Create(), tokens: 30, seed: 1), state);
        Assert.Equal(expected, DrawEpoch(other));
    }

    [Fact]
    public void ShuffledPairs_Fill_AllocatesNothing()
    {
        ShuffledPairs source = new(Create(), tokens: 30, seed: 1);
        Batch batch = new(Model);
        FillOften(source, batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FillOften(source, batch);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void FillOften(ShuffledPairs source, Batch batch)
        {
            for (int index = 0; index < 200; index++)
            {
                batch.Clear();
                _ = source.Fill(batch);
            }
        }
    }

    private static void AssertRejects(string message, IBatchSource source, byte[] state) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => source.RestoreState(state)).Message, StringComparison.Ordinal);

    // Every source spells the pair's number in two digits to the base 16, followed by 0 to 7 others; targets have 1 to 7 tokens.
    private static SentencePairs Create(int last = 8)
    {
        List<int[]> sources = [];
        List<int[]> targets = [];

        for (int pair = 0; pair < Pairs; pair++)
        {
            sources.Add([3 + (pair / 16), 3 + (pair % 16), .. Enumerable.Repeat(5, pair * 5 % 8)]);
            targets.Add([.. Enumerable.Repeat(last, 1 + (pair * 3 % 7))]);
        }

        return new SentencePairs(sources, targets, Start, End, maximumLength: 12);
    }

    private static int[] Numbers(Batch batch)
    {
        int[] tokens = batch.Source.Tokens.ToArray();

        return [.. batch.Source.Starts.ToArray().Select(start => ((tokens[start] - 3) * 16) + tokens[start + 1] - 3)];
    }

    private static int[] Draw(IBatchSource source, int batches)
    {
        Batch batch = new(Model);
        List<int> numbers = [];

        for (int index = 0; index < batches; index++)
        {
            batch.Clear();
            Assert.True(source.Fill(batch));
            numbers.AddRange(Numbers(batch));
        }

        return [.. numbers];
    }

    // The rest of an epoch, or the whole of the next.
    private static int[] DrawEpoch(ShuffledPairs source)
    {
        List<int> numbers = [];

        do
        {
            numbers.AddRange(Draw(source, 1));
        }
        while (!source.IsEpochOver);

        return [.. numbers];
    }
}
