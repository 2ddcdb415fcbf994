using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class ExplainVerbTests
{
    private static readonly string Pages = Path.Combine(AppContext.BaseDirectory, "diagnostics");

    [Theory]
    [InlineData("WEFT012", "WEFT012")]
    [InlineData("weft012", "WEFT012")]
    [InlineData("12", "WEFT012")]
    [InlineData("WEFT102", "WEFT102")]
    public void Id_PrintsItsPage(string word, string id)
    {
        WeftCommand run = WeftCommand.Run("explain", word);

        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));
        Assert.Equal(File.ReadAllText(Path.Combine(Pages, $"{id}.md")).ReplaceLineEndings().TrimEnd(), run.Output.TrimEnd());
    }

    [Fact]
    public void NoId_ListsAllWithTheirTitles()
    {
        string[] lines = WeftCommand.Run("explain").Lines();

        Assert.Equal(
            Directory.GetFiles(Pages).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), lines.Select(static line => line.Split("  ")[0]));
        Assert.Contains("WEFT012  Impossible combination", lines);
    }

    [Theory]
    [InlineData("there is no diagnostic 'WEFT015'; weft explain lists all.", "WEFT015")]
    [InlineData("there is no diagnostic 'WEFTO12'; did you mean 'WEFT012'?", "WEFTO12")]
    [InlineData("there is no diagnostic 'CS8600'; weft explain lists all.", "CS8600")]
    [InlineData("one id at most is needed; there are 2.", "WEFT001", "WEFT002")]
    public void UnknownId_ExitCode2(string message, params string[] words)
    {
        WeftCommand run = WeftCommand.Run(["explain", .. words]);

        Assert.Equal((CommandLine.UsageError, ""), (run.Code, run.Output));
        Assert.Equal([$"weft explain: {message}", "usage: weft explain [ID]"], run.ErrorLines());
    }
}
