using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using Weft.Generator.Specification;
using Weft.Stress.Running;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class StressReportTests
{
    private static readonly Outcome Passed = new(Verdict.Passed, "", 0.5);

    [Fact]
    public void GoesOn_AfterItsTime_OnlyToTheFirstCase()
    {
        StressReport report = Create(new StringWriter(), count: 10, seconds: 1);
        Thread.Sleep(TimeSpan.FromSeconds(1.1));

        Assert.True(report.GoesOn);
        report.Add(1, Passed);
        Assert.False(report.GoesOn);
    }

    [Fact]
    public void Finish_AnIllConditionedCase_IsCountedAndNoFailure()
    {
        StringWriter output = new();
        StressReport report = Create(output, count: 3, seconds: 0);
        report.Add(1, Passed);
        report.Add(2, new Outcome(Verdict.IllConditioned, "by 3 tolerances", 3));

        Assert.True(report.GoesOn);
        Assert.Equal(0, report.Finish());
        Assert.Contains("1 passed, 1 ill-conditioned, 0 failed", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("at most 0.500 of a tolerance", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_AFailure_SaysHowToRepeatIt()
    {
        StringWriter output = new();
        StressReport report = Create(output, count: 1, seconds: 0);
        report.Add(41, new Outcome(Verdict.Failed, "by 3 tolerances", 3));

        Assert.False(report.GoesOn);
        Assert.Equal(1, report.Finish());
        Assert.Contains("training --seed 41 --count 1 --instruction-set avx2", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_NothingButIllConditionedCases_IsAFailure()
    {
        StressReport report = Create(new StringWriter(), count: 1, seconds: 0);
        report.Add(1, new Outcome(Verdict.IllConditioned, "", 3));

        Assert.Equal(1, report.Finish());
    }

    [Fact]
    public void Finish_WithAResultPath_WritesWhatItSays()
    {
        string path = Path.GetTempFileName();

        try
        {
            StressReport report = new(new StringWriter(), "training", new StressOptions(Seed: 40, Count: 2, Seconds: 0, InstructionSets.Avx2, ResultPath: path));
            report.Add(40, Passed);
            report.Add(41, new Outcome(Verdict.Failed, "by 3 tolerances", 3));
            report.Measure("handles", 2.5);
            report.Say("one \"remark\"");
            int exitCode = report.Finish();
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;

            Assert.Equal("training", root.GetProperty("verb").GetString());
            Assert.Equal(40, root.GetProperty("seed").GetInt32());
            Assert.Equal("avx2", root.GetProperty("instruction_set").GetString());
            Assert.Equal(1, root.GetProperty("passed").GetInt32());
            Assert.Equal(1, root.GetProperty("failed").GetInt32());
            Assert.Equal(0.5, root.GetProperty("worst").GetDouble());
            Assert.Equal(exitCode, root.GetProperty("exit_code").GetInt32());
            Assert.Equal(2.5, root.GetProperty("figures").GetProperty("handles").GetDouble());
            Assert.Equal(41, root.GetProperty("failures")[0].GetProperty("seed").GetInt32());
            Assert.Equal("by 3 tolerances", root.GetProperty("failures")[0].GetProperty("detail").GetString());
            Assert.Equal("one \"remark\"", root.GetProperty("remarks")[0].GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static StressReport Create(TextWriter output, int count, int seconds) =>
        new(output, "training", new StressOptions(Seed: 1, count, seconds, InstructionSets.Avx2));
}
