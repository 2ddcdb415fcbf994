using System.IO;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Suite;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class ApplicationTests
{
    [Theory]
    [InlineData("benchmarks: there is no benchmark 'train'; there are train-nano,", "train")]
    [InlineData("benchmarks: --threads is a whole number from 1 to 1024, not '0'. (--help explains the options)", "--threads", "0")]
    [InlineData("benchmarks: --repetitions needs a value.", "train-nano", "--repetitions")]
    [InlineData("benchmarks: there is no option --jsom; did you mean --json?", "--jsom", "x")]
    [InlineData("benchmarks: --json needs a value.", "--json", "")]
    [InlineData("benchmarks: --json needs a value.", "--json", "--list")]
    [InlineData("benchmarks: --patience is a whole number from 0 to 3600, not 'long'.", "--patience=long")]
    [InlineData("benchmarks: --threads is given twice.", "--threads", "1", "--threads", "2")]
    [InlineData("benchmarks: --list takes no value.", "--list=all")]
    public void WrongArguments_AreOneSentence(string expected, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);

        Assert.Equal(Application.Misuse, code);
        Assert.StartsWith(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(output);
    }

    [Fact]
    public void List_NamesEveryBenchmarkOnce()
    {
        (int code, string output, _) = Run("--list");

        Assert.Equal(Application.Success, code);
        Assert.Equal(
            [
                "train-nano", "train-small", "finetune-gpt2", "speakers", "forward-nano", "forward-small", "decode-nano", "decode-stories", "decode-15m", "decode-int8", "decode-int4", "translate",
                "encode", "attention", "projection", "norm", "softmax", "tokenizer", "generator", "startup", "build",
            ],
            output.TrimEnd().Split('\n').Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public void Arguments_AreTheSettings()
    {
        Settings settings = CommandLine.Parse(["norm", "--threads", "3", "--json=@x", "softmax", "--patience", "0", "--curves", "f"]);

        Assert.Equal(["norm", "softmax"], settings.Names);
        Assert.Equal((3, 9, 0, "@x", "f"), (settings.Threads, settings.Repetitions, settings.Patience, settings.Json, settings.Curves));
        Assert.Equal((false, false), (settings.List, settings.Help));
        Assert.Equal(new Settings() with { Names = [] }, CommandLine.Parse([]) with { Names = [] });
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public void Help_ExplainsEveryOption(string option)
    {
        (int code, string output, string error) = Run(option);

        Assert.Equal((Application.Success, string.Empty), (code, error));
        Assert.All(
            ["[BENCHMARK ...]", "--threads N ", "--repetitions N ", "--patience N ", "--json FILE ", "--curves FOLDER ", "--list ", "--help ", "0 to 3600 (2)"],
            part => Assert.Contains(part, output));
        Assert.All(output.Split('\n'), static line => Assert.InRange(line.TrimEnd().Length, 0, 120));
    }

    [Fact]
    public void AFileThatCannotBeWritten_IsSaidBeforeAnythingIsMeasured()
    {
        (int code, _, string error) = Run("train-nano", "--json", Path.Combine(Path.GetTempPath(), "no-such-folder", "x.json"));

        Assert.Equal(Application.Failure, code);
        Assert.Contains("no-such-folder", error);
        Assert.DoesNotContain("1 thread", error);
    }

    [Fact]
    public void SelectedBenchmarks_KeepTheirOrder()
    {
        Assert.Equal(["train-nano", "softmax"], BenchmarkSuite.Select(["softmax", "train-nano"]).Select(static benchmark => benchmark.Name));
    }

    [Fact]
    public void WithoutAName_WhatTakesMinutesIsLeftOut()
    {
        string[] names = [.. BenchmarkSuite.Select([]).Select(static benchmark => benchmark.Name)];

        Assert.Contains("startup", names);
        Assert.DoesNotContain("build", names);
        Assert.Equal("build", Assert.Single(BenchmarkSuite.Select(["build"])).Name);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = new Application(output, error, CancellationToken.None).Run(arguments);

        return (code, output.ToString(), error.ToString());
    }
}
