using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>Where texts are cut.</summary>
public sealed class PassageSplitterTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n\n\t\n")]
    public void Split_NoWords_GivesNothing(string text) => Assert.Empty(PassageSplitter.Split("x", text));

    [Fact]
    public void Split_ShortParagraphs_StandTogether() =>
        Assert.Equal([new Passage("x", 2, "one\ntwo\n\nthree")], PassageSplitter.Split("x", "\none\r\ntwo  \r\n\r\nthree\n\n"));

    [Fact]
    public void Split_ParagraphThatDoesNotFit_BeginsAnother()
    {
        IReadOnlyList<Passage> passages = PassageSplitter.Split("x", $"{Words(60)}\n\n\n{Words(41)}\n\n{Words(59)}");

        Assert.Equal([1, 4], passages.Select(static passage => passage.Line));
        Assert.Equal([Words(60), $"{Words(41)}\n\n{Words(59)}"], passages.Select(static passage => passage.Text));
    }

    [Fact]
    public void Split_LongParagraph_IsCutBetweenLines()
    {
        IReadOnlyList<Passage> passages = PassageSplitter.Split("x", string.Join('\n', Enumerable.Repeat(Words(30), 7)));

        Assert.Equal([1, 4, 7], passages.Select(static passage => passage.Line));
        Assert.Equal([90, 90, 30], passages.Select(static passage => passage.Text.Split(' ', '\n').Length));
    }

    [Fact]
    public void Split_LongLine_StaysWhole() => Assert.Equal([Words(300), "end"], PassageSplitter.Split("x", $"{Words(300)}\nend").Select(static passage => passage.Text));

    [Fact]
    public void LoadPlays_HasEveryLineWithWords()
    {
        Library plays = TextFiles.LoadPlays();

        Assert.Equal(202_651, plays.Passages.Sum(static passage => passage.Text.Split([' ', '\n'], System.StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.All(plays.Passages, static passage => Assert.Equal(passage.Text.Trim('\n'), passage.Text));
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));
}
