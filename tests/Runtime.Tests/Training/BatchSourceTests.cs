using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class BatchSourceTests
{
    [Fact]
    public void RandomWindows_Fill_WindowsAndTheirNextTokens()
    {
        int[] tokens = [.. Enumerable.Range(0, 18)];
        RandomWindows source = new(tokens, length: 12, sequences: 5, seed: 1);
        HashSet<int> starts = [];

        for (int draw = 0; draw < 50; draw++)
        {
            Batch batch = Fill(source);
            Assert.Equal(5, batch.Target.Count);

            for (int row = 0; row < batch.OutputRows; row++)
            {
                Assert.Equal(batch.Target.Tokens[row] + 1, batch.Labels[row]);
            }

            starts.UnionWith(Enumerable.Range(0, 5).Select(sequence => batch.Target.Tokens[sequence * 12]));
        }

        // The last start leaves room for the window and its last label.
        Assert.Equal([0, 1, 2, 3, 4, 5], starts.Order());
    }

    [Fact]
    public void RandomWindows_Seed_DecidesWindows()
    {
        int[] tokens = Texts.Create(500);

        Assert.Equal(Draw(new RandomWindows(tokens, 12, 5, 1)), Draw(new RandomWindows(tokens, 12, 5, 1)));
        Assert.NotEqual(Draw(new RandomWindows(tokens, 12, 5, 1)), Draw(new RandomWindows(tokens, 12, 5, 2)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RestoreState_GoesOnFromThere(bool random)
    {
        int[] tokens = Texts.Create(500);
        IBatchSource source = Create(tokens, seed: 1);
        _ = Draw(source);
        byte[] state = source.SaveState();
        int[] next = Draw(source);
        IBatchSource restored = Create([.. tokens], seed: 99);
        restored.RestoreState(state);

        Assert.Equal(next, Draw(restored));
        source.Restart();
        Assert.Equal(Draw(Create(tokens, seed: 1)), Draw(source));

        IBatchSource Create(int[] data, ulong seed) => random ? new RandomWindows(data, 12, 5, seed) : new ConsecutiveWindows(data, 12, 5);
    }

    [Fact]
    public void RestoreState_OtherData_IsAnError()
    {
        int[] tokens = Texts.Create(500);
        byte[] state = new RandomWindows(tokens, 12, 5, 1).SaveState();
        int[] others = [.. tokens];
        others[400] = (others[400] + 1) % Bigram.Vocabulary;

        Assert.Contains("other tokens", Assert.Throws<ArgumentException>(() => new RandomWindows(others, 12, 5, 1).RestoreState(state)).Message, StringComparison.Ordinal);
        Assert.Contains("5 windows of 12 tokens; this source has 5 of 11", Assert.Throws<ArgumentException>(() => new RandomWindows(tokens, 11, 5, 1).RestoreState(state)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RandomWindows(tokens, 12, 5, 1).RestoreState(state.AsSpan(1)));
    }

    [Theory]
    [InlineData(61, true, 60)]
    [InlineData(61, false, 60)]
    [InlineData(66, true, 65)]
    [InlineData(66, false, 64)]
    [InlineData(2, true, 1)]
    public void ConsecutiveWindows_EveryLabelOnce(int length, bool includeRest, int labels)
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(static position => position % Bigram.Vocabulary)];
        ConsecutiveWindows source = new(tokens, length: 4, sequences: 3, includeRest);
        List<int> seen = [];
        Batch batch = new(Bigram.Shape);

        while (source.Fill(batch))
        {
            Assert.All(batch.Target.Lengths.ToArray(), static count => Assert.InRange(count, 1, 4));
            seen.AddRange(batch.Labels);
            batch.Clear();
        }

        Assert.Equal(tokens[1..(labels + 1)], seen);
        Assert.Equal(0, batch.OutputRows);
    }

    [Fact]
    public void Constructor_TooShort_SaysWhatItNeeds()
    {
        Assert.Contains("need 5 tokens; there are 4", Assert.Throws<ArgumentException>(static () => new RandomWindows(new int[4], 4, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new ConsecutiveWindows(new int[1], 4, 1));
        Assert.Throws<ArgumentException>(static () => new ConsecutiveWindows(new int[4], 4, 1, includeRest: false));
    }

    private static Batch Fill(IBatchSource source)
    {
        Batch batch = new(Bigram.Shape);
        Assert.True(source.Fill(batch));

        return batch;
    }

    private static int[] Draw(IBatchSource source) => [.. Fill(source).Target.Tokens, .. Fill(source).Labels];
}
