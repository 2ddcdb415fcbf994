using System;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Sources that an encoder-decoder's session cannot take: one sentence says what is allowed, and what has been decoded before is as it was.</summary>
public sealed class CopyTaskSourceTests : IDisposable
{
    private readonly TransformerModel _model = CopyTask.Model.Initialize(seed: 1);
    private readonly EncoderDecoderSession _session;

    public CopyTaskSourceTests()
    {
        _session = (EncoderDecoderSession)CopyTask.Model.StartDecoding(_model);
        _session.Encode([[1, 2], [3, 4]]);
        _session.Feed([0, 4], [5, 6]);
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData(0, "0 source sequences; 1 to 3 are allowed (`inference.sequences`)")]
    [InlineData(4, "4 source sequences; 1 to 3 are allowed")]
    public void Encode_WrongNumberOfSources_SaysWhatIsAllowed(int count, string message)
    {
        int[][] sources = new int[count][];
        Array.Fill(sources, [1, 2, 3]);
        this.CheckRefused<ArgumentException>(() => _session.Encode(sources), message);
    }

    [Theory]
    [InlineData(new int[0], "a source of 0 tokens; 1 to 10 are allowed (`max_length`)")]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "a source of 11 tokens; 1 to 10 are allowed")]
    [InlineData(new[] { 1, 11 }, "source id 11 at position 1; ids are 0 to 10")]
    public void Search_WrongSource_SaysWhatIsAllowed(int[] source, string message)
    {
        // The first is good, but nothing is done before the second has been looked at.
        int[][] sources = [[1], source];
        this.CheckRefused<ArgumentException>(() => _session.Encode(sources), message);
        this.CheckRefused<ArgumentException>(() => _session.GenerateAll(sources, CopyBatches.Start, Sampling.Greedy, count: 3), message);
        this.CheckRefused<ArgumentException>(() => _session.Search(sources, CopyBatches.Start, new BeamSearch { EndToken = 0, Beams = 2 }), message);
    }

    [Fact]
    public void Search_WrongStartOrBeams_SaysWhatIsAllowed()
    {
        this.CheckRefused<ArgumentException>(() => _session.Search([[1]], 11, new BeamSearch { EndToken = 0, Beams = 2 }), "token ids are 0 to 10");
        this.CheckRefused<ArgumentException>(() => _session.Search([[1]], CopyBatches.Start, new BeamSearch { EndToken = 0 }), "Beams is 5; it must be 1 to 4");
    }

    [Fact]
    public void Feed_SlotWithoutASource_NamesItsSequence() =>
        this.CheckRefused<InvalidOperationException>(() => _session.Feed([0, 8], [1, 1]), "sequence 2 has no source; 2 have been encoded");

    [Fact]
    public void Encode_BetweenTokensOfAText_IsAnErrorAtTheNextToken()
    {
        Generation.Enumerator text = _session.Generate([CopyBatches.Start], Sampling.Greedy, count: 3).GetEnumerator();
        Assert.True(text.MoveNext());
        _session.Encode([3, 4]);

        Assert.Contains(
            "the session was moved while a text of it was being generated",
            Assert.Throws<InvalidOperationException>(() => text.MoveNext()).Message,
            StringComparison.Ordinal);
    }

    private void CheckRefused<TException>(Action action, string message)
        where TException : Exception
    {
        float[] logits = _session.LogitsOf(0).ToArray();
        Assert.Contains(message, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);
        Assert.Equal([5], _session.TokensOf(0).ToArray());
        Assert.Equal([6], _session.TokensOf(4).ToArray());
        Assert.Equal(logits, _session.LogitsOf(0).ToArray());
    }
}
