using System;
using System.IO;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The whole program over small texts.</summary>
public sealed class ApplicationTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private readonly TemporaryFolder _texts = new();

    public void Dispose() => _texts.Dispose();

    [Fact]
    public void Run_FolderOfTexts_FindsWhatIsMeantAndKeepsTheIndex()
    {
        this.Write("animals.txt", "The kitten sleeps on the sofa.");
        this.Write("money.md", "\nShares fell sharply after the bank raised its rates.");
        this.Write("ignored.csv", "cat,cat,cat");

        Result first = this.Run("--text", _texts["."], "a", "cat", "is", "resting");
        Result second = this.Run("--text", _texts["."], "--count", "1", "the stock market");

        Assert.Equal((Application.Success, Application.Success), (first.Code, second.Code));
        Assert.Matches(@"^0\.\d{3}  animals\.txt, line 1\n    The kitten sleeps on the sofa\.\n\n-?0\.\d{3}  money\.md", first.Output);
        Assert.Matches(@"^0\.\d{3}  money\.md, line 2\n    Shares fell sharply after the bank raised its rates\.\n\n$", second.Output);
        Assert.Contains("Encoding 2 passages of ", first.Error);
        Assert.Empty(second.Error);
    }

    [Fact]
    public void Run_ChangedText_IsEncodedAgain()
    {
        string path = this.Write("a.txt", "The kitten sleeps on the sofa.");
        Assert.Contains("Encoding", this.Run("--text", path, "cat").Error);
        _ = this.Write("a.txt", "The puppy sleeps on the sofa.");
        Result again = this.Run("--text", path, "cat");

        Assert.Contains("Encoding", again.Error);
        Assert.Contains("puppy", again.Output);
    }

    [Fact]
    public void Run_Stopped_LeavesNoIndex()
    {
        string path = this.Write("b.txt", "The kitten sleeps on the sofa.");
        Assert.Equal(Application.Stopped, this.Run(new CancellationToken(canceled: true), "--text", path, "cat").Code);
        Assert.Contains("Encoding", this.Run("--text", path, "cat").Error);
    }

    [Theory]
    [InlineData("missing.txt", null, "there is no such file or folder.")]
    [InlineData("empty.txt", "\n \n", "there is no text in it.")]
    [InlineData("picture.png", "PNG\0\0\u0001", "this is no text.")]
    [InlineData(".", null, "there is no text in it; .txt and .md files are read.")]
    public void Run_NoText_SaysSo(string name, string? text, string problem)
    {
        if (text is not null)
        {
            _ = this.Write(name, text);
        }

        Result expected = new(Application.Failure, string.Empty, $"{_texts[name]}: {problem}\n");
        Assert.Equal(expected, this.Run("--text", _texts[name], "cat"));
    }

    [Fact]
    public void Run_DamagedIndex_SaysWhichFile()
    {
        string path = this.Write("c.txt", "The kitten sleeps on the sofa.");
        _ = this.Run("--text", path, "cat");
        string index = Assert.Single(Directory.GetFiles(fixture.Folder, "c.txt-*"));
        File.WriteAllText(index, "no index");
        Result result = this.Run("--text", path, "cat");

        Assert.Equal(Application.Failure, result.Code);
        Assert.Contains(index, result.Error);
    }

    [Fact]
    public void Run_Help_ExplainsTheOptions() => Assert.Equal(
        new Result(Application.Success, CommandLine.Help.ReplaceLineEndings("\n"), string.Empty), this.Run("--help"));

    [Fact]
    public void Run_Misuse_PointsToTheHelp() => Assert.Equal(
        new Result(Application.Misuse, string.Empty, "There is no option --x. (--help explains the options)\n"), this.Run("--x"));

    private string Write(string name, string text)
    {
        File.WriteAllText(_texts[name], text);

        return _texts[name];
    }

    private Result Run(params string[] arguments) => this.Run(CancellationToken.None, arguments);

    private Result Run(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = new Application(output, error, cancellation).Run([.. arguments, "--folder", fixture.Folder]);

        return new Result(code, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }

    private sealed record Result(int Code, string Output, string Error);
}
