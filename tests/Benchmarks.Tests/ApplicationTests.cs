using System.IO;
using System.Linq;
using System.Threading;
using Weft.Benchmarks.Suite;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class ApplicationTests
{
    [Theory]
    [InlineData("There is no benchmark 'train'; there are train-nano,", "train")]
    [InlineData("--threads is '0'; it must be a whole number from 1 to 1024.", "--threads", "0")]
    [InlineData("--repetitions needs a value: --repetitions N.", "train-nano", "--repetitions")]
    [InlineData("There is no option --jsom; did you mean --json?", "--jsom", "x")]
    [InlineData("--json is empty; it needs the name of a file.", "--json", "")]
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
                "train-nano", "train-small", "forward-nano", "forward-small", "decode-nano", "decode-stories", "decode-15m", "translate",
                "encode", "attention", "projection", "norm", "softmax", "tokenizer", "generator", "startup", "build",
            ],
            output.TrimEnd().Split('\n').Select(static line => line.Split(' ')[0]));
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
