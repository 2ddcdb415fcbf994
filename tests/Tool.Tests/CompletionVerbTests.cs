using System;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class CompletionVerbTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _weft weft")]
    [InlineData("zsh", "compdef _weft weft")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName weft -ScriptBlock {")]
    public void Script_RegistersItself(string shell, string line)
    {
        string[] lines = WeftCommand.Run("completion", shell).Lines();

        Assert.Contains(line, lines);
        Assert.Contains(lines, script => script.StartsWith("#     ", StringComparison.Ordinal) && script.Contains($"weft completion {shell}", StringComparison.Ordinal));
    }

    /// <summary>What the scripts ask for: the words behind weft, up to the cursor.</summary>
    [Theory]
    [InlineData("ble", "bleu")]
    [InlineData("bleu --tok", "--tokenize")]
    [InlineData("bleu --tokenize in", "intl")]
    [InlineData("bleu --tokenize ", "13a char intl none zh")]
    [InlineData("emit --instruction-set a", "avx2 avx512 portable")]
    [InlineData("explain WEFT10", "WEFT101 WEFT102 WEFT103 WEFT104 WEFT105 WEFT106 WEFT107 WEFT108 WEFT109")]
    [InlineData("completion z", "zsh")]
    public void Suggestions_AreTheNames(string line, string expected)
    {
        string position = line.Length.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(expected.Split(' '), WeftCommand.Run($"[suggest:{position}]", line).Lines());
    }

    [SkippableOnWindowsFact]
    public void Bash_CompletesVerbsAndValues()
    {
        Assert.Equal("bleu", Complete("weft ble"));
        Assert.Equal("zh", Complete("weft bleu --tokenize z"));
        Assert.Equal("--smooth --smooth-value", Complete("weft bleu --smo"));
        Assert.Equal("", Complete("weft inspect mod"));
    }

    // The function of the script, with the command of this build.
    private static string Complete(string line)
    {
        string script = WeftCommand.Run("completion", "bash").Output;
        string assembly = typeof(CommandLine).Assembly.Location;
        string[] words = line.Split(' ');
        string program =
            $"weft() {{ dotnet exec '{assembly}' \"$@\"; }}\n{script}\n" +
            $"COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; _weft; echo \"${{COMPREPLY[*]}}\"\n";
        ProcessStartInfo start = new("bash", ["-c", program]) { RedirectStandardOutput = true, UseShellExecute = false };

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        return output.Trim();
    }

    [Fact]
    public void UnknownShell_ExitCode2()
    {
        WeftCommand run = WeftCommand.Run("completion", "fish");

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal("weft completion: there is no script for 'fish'; the shells are bash, zsh, pwsh.", run.ErrorLines()[0]);
        Assert.Equal(CommandLine.UsageError, WeftCommand.Run("completion").Code);
    }

    /// <summary>A test that needs bash.</summary>
    private sealed class SkippableOnWindowsFactAttribute : FactAttribute
    {
        public SkippableOnWindowsFactAttribute() => this.Skip = OperatingSystem.IsWindows() ? "There is no bash." : null;
    }
}
