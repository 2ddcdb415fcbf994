using System;
using System.Linq;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>What the command does around its verbs: help, version, and words that it does not know.</summary>
public sealed class CommandLineTests
{
    /// <summary>All verbs, from the list in the help text.</summary>
    public static TheoryData<string> Verbs => [.. Listed()];

    [Fact]
    public void NoWord_HelpOnTheErrorStream_ExitCode2()
    {
        WeftCommand run = WeftCommand.Run();

        Assert.Equal((CommandLine.UsageError, ""), (run.Code, run.Output));
        Assert.Equal(WeftCommand.Run("--help").Output, run.Error);
    }

    [Fact]
    public void Help_ListsVerbs() => Assert.Subset(Listed().ToHashSet(), new[] { "inspect", "import", "average", "bleu", "chrf" }.ToHashSet());

    [Theory]
    [MemberData(nameof(Verbs))]
    public void HelpOfAVerb_FormPurposeOptionsExample(string verb)
    {
        string[] lines = WeftCommand.Run(verb, "--help").Lines();

        Assert.StartsWith($"usage: weft {verb}", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(".", lines[Array.FindIndex(lines, static line => line is "arguments:" or "options:") - 1], StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.StartsWith("  --verbose ", StringComparison.Ordinal));
        Assert.StartsWith($"  weft {verb}", lines[^1], StringComparison.Ordinal);
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 130));
        Assert.Equal(lines, WeftCommand.Run("help", verb).Lines());
        Assert.Equal(lines, WeftCommand.Run(verb, "-h", "--bogus").Lines());
    }

    [Fact]
    public void HelpOfAnOption_NamesValueRangeAndDefault()
    {
        string help = WeftCommand.Run("bleu", "--help").Output;

        Assert.Contains("  --tokenize, -tok NAME  what counts as a word: 13a (the default), intl, zh, char or none", help, StringComparison.Ordinal);
        Assert.Contains("  --width N              decimals of the score, 0 to 9 (1)", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_IsThatOfTheAssembly() =>
        Assert.Equal([$"weft {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}"], WeftCommand.Run("--version").Lines());

    [Theory]
    [InlineData("weft: there is no verb 'blue'; did you mean 'bleu'?", "blue")]
    [InlineData("weft: there is no verb 'fly'; the verbs are new, check, ", "fly", "away")]
    [InlineData("weft: there is no verb 'blue'; did you mean 'bleu'?", "help", "blue")]
    [InlineData("weft: there is no verb 'blue'; did you mean 'bleu'?", "blue", "--help")]
    [InlineData("weft: there is no option --bogus; weft --help tells what there is.", "--bogus")]
    [InlineData("weft: there is no option --verbos; did you mean --verbose?", "--verbos")]
    [InlineData("weft: a verb is needed; the verbs are new, ", "--verbose")]
    public void UnknownWord_NamesTheNearestOrAll_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(arguments);

        Assert.Equal((CommandLine.UsageError, ""), (run.Code, run.Output));
        Assert.StartsWith(message, run.ErrorLines()[0], StringComparison.Ordinal);
        Assert.StartsWith("usage: weft VERB", run.ErrorLines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_ShowsItsStackWithVerboseAlone()
    {
        string[] plain = WeftCommand.Run("inspect", "missing.yaml").ErrorLines();
        string[] verbose = WeftCommand.Run("inspect", "missing.yaml", "--verbose").ErrorLines();

        Assert.Equal(["weft inspect: missing.yaml: there is no such file."], plain);
        Assert.Equal(plain[0], verbose[0]);
        Assert.Contains(verbose, static line => line.Contains("   at Weft.Tool.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("weft check: an empty word names nothing.", "check", "")]
    [InlineData("weft emit: --output needs a value.", "emit", "a.yaml", "--output", "")]
    [InlineData("weft emit: --output needs a value.", "emit", "a.yaml", "--output=")]
    [InlineData("weft check: --json takes no value.", "check", "a.yaml", "--json=yes")]
    [InlineData("weft emit: --output needs a value.", "emit", "a.yaml", "--output", "--root-namespace", "A")]
    public void ValueThatIsNone_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(arguments);

        Assert.Equal((CommandLine.UsageError, ""), (run.Code, run.Output));
        Assert.Equal(message, run.ErrorLines()[0]);
    }

    /// <summary>A file may be called like a file of arguments elsewhere.</summary>
    [Fact]
    public void NameWithAt_IsAFile() =>
        Assert.Equal(["weft inspect: @missing.yaml: there is no such file."], WeftCommand.Run("inspect", "@missing.yaml").ErrorLines());

    /// <summary>The verbs that the help text lists.</summary>
    internal static string[] Listed() =>
    [
        .. WeftCommand.Run("--help").Lines().SkipWhile(static line => line != "verbs:").Skip(1)
            .TakeWhile(static line => line.StartsWith("  ", StringComparison.Ordinal)).Select(static line => line.Trim().Split(' ')[0])
            .Where(static word => word.All(char.IsAsciiLetterLower)),
    ];
}
