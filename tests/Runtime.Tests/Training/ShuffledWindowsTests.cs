using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>Windows of a file of tokens: each once an epoch, in an order that a seed decides, from any place on.</summary>
public sealed class ShuffledWindowsTests : IDisposable
{
    private const int Length = 12;
    private const int Sequences = 5;
    private static readonly int[] Tokens = Draw(new Random(1), 500);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Fill_AnEpoch_HasEveryWindowOnceWithTheTokensAfter(int bytes)
    {
        using TokenFile file = this.Open(Tokens, bytes);
        ShuffledWindows source = new(file, Length, sequences: 1, seed: 1);
        List<int> starts = [];

        while (source.Epoch == 0)
        {
            Batch batch = Fill(source);
            int start = Enumerable.Range(0, 41).Single(window => Tokens.AsSpan(window * Length, Length).SequenceEqual(batch.Target.Tokens[..Length])
                && Tokens.AsSpan((window * Length) + 1, Length).SequenceEqual(batch.Labels));
            starts.Add(start);
        }

        Assert.Equal(500, file.Count);
        Assert.Equal(41, source.EpochWindows);
        Assert.Equal(Enumerable.Range(0, 41), starts.Order());
        Assert.NotEqual(Enumerable.Range(0, 41), starts);
    }

    [Fact]
    public void Order_IsAPermutationOfAnyLength()
    {
        foreach (long count in (long[])[1, 2, 3, 4, 5, 15, 16, 17, 255, 256, 257, 5000])
        {
            Assert.Equal(Range(count), Order(count, 1, 0).Order());
            Assert.True(count < 15 || !Order(count, 1, 0).SequenceEqual(Order(count, 1, 1)), "epochs are alike");
            Assert.True(count < 15 || !Order(count, 1, 0).SequenceEqual(Order(count, 2, 0)), "seeds are alike");
        }

        // More windows than fit any memory: places far apart, none twice.
        WindowOrder large = new(3_000_000_000_017, 5, 2);
        long[] drawn = [.. Range(2000).Select(place => large.At(place * 1_499_999_999))];
        Assert.Equal(2000, drawn.Distinct().Count());
        Assert.All(drawn, static window => Assert.InRange(window, 0, 3_000_000_000_016));
    }

    // Of 256 windows over 2,000 epochs, the first comes at each of 16 parts of the order as often: chi-square of 15 degrees, 1 in 1,000.
    [Fact]
    public void Order_OfManyEpochs_PutsAWindowAnywhere()
    {
        int[] counts = new int[16];

        foreach (long epoch in Range(2000))
        {
            counts[Array.IndexOf(Order(256, 3, epoch), 0) / 16]++;
        }

        Assert.InRange(counts.Sum(static count => (count - 125.0) * (count - 125.0) / 125), 3.5, 37.7);
    }

    [Fact]
    public void RestoreState_GoesOnFromThere()
    {
        using TokenFile file = this.Open(Tokens, 2);
        ShuffledWindows source = new(file, Length, Sequences, seed: 1);
        int[] first = Draw(source, 9);
        byte[] state = source.SaveState();
        int[] next = Draw(source, 9);
        ShuffledWindows restored = new(file, Length, Sequences, seed: 99);
        restored.RestoreState(state);

        Assert.Equal(next, Draw(restored, 9));
        source.Restart();
        Assert.Equal(first, Draw(source, 9));
        Assert.Equal(2, source.Epoch + 1);
    }

    [Fact]
    public void RestoreState_OfOtherData_IsRefused()
    {
        using TokenFile file = this.Open(Tokens, 2);
        byte[] state = new ShuffledWindows(file, Length, Sequences, seed: 1).SaveState();
        using TokenFile other = this.Open([.. Tokens.Select(static (token, place) => place == 250 ? token ^ 1 : token)], 4);

        Assert.StartsWith(
            "The state is that of a source over other tokens.",
            Assert.Throws<ArgumentException>(() => new ShuffledWindows(other, Length, Sequences, seed: 1).RestoreState(state)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The state is that of batches of 5 windows of 12 tokens; this source has 4 of 12.",
            Assert.Throws<ArgumentException>(() => new ShuffledWindows(file, Length, 4, seed: 1).RestoreState(state)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_AllocatesNothing()
    {
        using TokenFile file = this.Open(Tokens, 2);
        ShuffledWindows source = new(file, Length, Sequences, seed: 1);
        Batch batch = Fill(source);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int number = 0; number < 20; number++)
        {
            batch.Clear();
            _ = source.Fill(batch);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Each text of a window is a sequence that begins with the separator, whose labels are the tokens after it.
    [Fact]
    public void Fill_WithASeparator_CutsWindowsBetweenTexts()
    {
        int[] tokens = [3, 4, 0, 5, 6, 7, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 0, 0];
        using TokenFile file = this.Open(tokens, 2);
        ShuffledWindows source = new(file, Length, sequences: 2, seed: 1) { Separator = 0 };
        Batch batch = Fill(source);
        (int, int)[] sequences = [.. Enumerable.Range(0, batch.Target.Count).Select(sequence => (batch.Target.Starts[sequence], batch.Target.Lengths[sequence]))];
        int first = batch.Target.Tokens[0] == 3 ? 0 : 12;

        Assert.Equal([.. tokens[first..(first + 12)], .. tokens[(12 - first)..(24 - first)]], batch.Target.Tokens.ToArray());
        Assert.Equal([.. tokens[(first + 1)..(first + 13)], .. tokens[(13 - first)..(25 - first)]], batch.Labels.ToArray());
        Assert.Equal(first == 0 ? [(0, 2), (2, 4), (6, 6), (12, 11), (23, 1)] : [(0, 11), (11, 1), (12, 2), (14, 4), (18, 6)], sequences);
        Assert.Equal(0, batch.Target.Positions[batch.Target.Starts[1]]);
    }

    // The loss of texts side by side is that of each alone.
    [Fact]
    public void Fill_WithASeparator_TrainsAsTextsAlone()
    {
        int[] tokens = [.. Enumerable.Range(0, 49).Select(static place => place % 11 == 0 ? 0 : 1 + (place % 7))];
        using TokenFile file = this.Open(tokens, 2);
        using Bigram model = Bigram.Initialize(1);
        using Workers workers = new(1);
        using TrainingSession session = model.StartTraining(workers);
        Batch batch = Fill(new ShuffledWindows(file, Length, sequences: 2, seed: 1) { Separator = 0 });
        double whole = session.Evaluate(batch).Sum;
        double sum = 0;

        for (int sequence = 0; sequence < batch.Target.Count; sequence++)
        {
            Range rows = batch.Target.Starts[sequence]..(batch.Target.Starts[sequence] + batch.Target.Lengths[sequence]);
            Batch alone = new(Bigram.Shape);
            alone.Add(batch.Target.Tokens[rows], batch.Labels[rows]);
            sum += session.Evaluate(alone).Sum;
        }

        Assert.InRange(batch.Target.Count, 3, 5);
        Assert.Equal(whole, sum, 1e-4);
    }

    [Fact]
    public void Separator_BadInput_SaysWhat()
    {
        using TokenFile file = this.Open([.. new int[26]], 2);
        ShuffledWindows source = new(file, Length, Sequences, seed: 1) { Separator = 0 };
        byte[] state = new ShuffledWindows(file, Length, Sequences, seed: 1).SaveState();

        Assert.Matches(
            @"^The window at token \d+ is of 12 texts, and the batch has room for 5 sequences more: `training: { tokens: ... }` in the place of `batch` has room for any number\.",
            Assert.Throws<ArgumentException>(() => Fill(source)).Message);
        Assert.StartsWith(
            "The state is that of a source over other tokens.", Assert.Throws<ArgumentException>(() => source.RestoreState(state)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShuffledWindows(file, Length, Sequences, seed: 1) { Separator = -1 });
    }

    [Fact]
    public void WhatIsNoFileOfTokens_SaysWhat()
    {
        File.WriteAllBytes(_folder["odd"], new byte[7]);
        File.WriteAllBytes(_folder["empty"], []);

        Assert.StartsWith("A token has 2 bytes or 4.", Assert.Throws<ArgumentOutOfRangeException>(() => TokenFile.Open(_folder["odd"], 3)).Message, StringComparison.Ordinal);
        Assert.Equal(
            $"{_folder["odd"]}: tokens of 4 bytes need a whole number of them; the file has 7 bytes.",
            Assert.Throws<ModelFileException>(() => TokenFile.Open(_folder["odd"], 4)).Message);
        Assert.Equal(
            $"{_folder["empty"]}: tokens of 2 bytes need a whole number of them; the file has 0 bytes.",
            Assert.Throws<ModelFileException>(() => TokenFile.Open(_folder["empty"], 2)).Message);
        Assert.Throws<FileNotFoundException>(() => TokenFile.Open(_folder["missing"], 2));
        using TokenFile file = this.Open([.. Tokens.Take(12)], 2);
        Assert.StartsWith(
            "A window of 12 tokens and its labels need 13 tokens; there are 12.",
            Assert.Throws<ArgumentException>(() => new ShuffledWindows(file, Length, 1, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "2 tokens from there are not in the file, which has 12.",
            Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(11, new int[2])).Message, StringComparison.Ordinal);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(0, new int[1]));
    }

    // Training from a file has the bits of any number of threads, and goes on from a checkpoint.
    [Fact]
    public void Run_ResumedOnOtherThreads_HasTheSameBits()
    {
        using TokenFile file = this.Open(Tokens, 2);
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 1 });
        ShuffledWindows source = new(file, Length, Sequences, seed: 1);
        Train(trainer, source, 10);
        trainer.Save(_folder["checkpoint"], source);
        Train(trainer, source, 20);
        using Bigram other = Bigram.Initialize(2);
        using Trainer<Bigram> otherTrainer = new(other, new AdamW(), new TrainerOptions { Threads = 3 });
        ShuffledWindows otherSource = new(file, Length, Sequences, seed: 2);
        otherTrainer.Resume(_folder["checkpoint"], otherSource);
        Train(otherTrainer, otherSource, 20);

        Assert.Equal(model.Snapshot(), other.Snapshot());
    }

    private static void Train(Trainer trainer, IBatchSource source, long steps)
    {
        foreach (TrainingStep step in trainer.Run(source, steps))
        {
            Assert.True(double.IsFinite(step.Loss));
        }
    }

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(static place => (long)place);

    private static long[] Order(long count, ulong seed, long epoch) => [.. Range(count).Select(new WindowOrder(count, seed, epoch).At)];

    private static Batch Fill(IBatchSource source)
    {
        Batch batch = new(Bigram.Shape);
        Assert.True(source.Fill(batch));

        return batch;
    }

    // No window is like another.
    private static int[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Bigram.Vocabulary))];

    private static int[] Draw(IBatchSource source, int batches) =>
        [.. Enumerable.Range(0, batches).SelectMany(_ => Fill(source).Target.Tokens.ToArray())];

    private TokenFile Open(int[] tokens, int bytes)
    {
        string path = _folder[$"tokens{tokens.Length}-{bytes}"];
        File.WriteAllBytes(path, bytes == 2
            ? MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(tokens, static token => (ushort)token)).ToArray()
            : MemoryMarshal.AsBytes<int>(tokens).ToArray());

        return TokenFile.Open(path, bytes);
    }
}
