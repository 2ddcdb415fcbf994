using System;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The whole program, a few steps long.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InterruptedAndResumedWithOtherThreads_EndsWithTheSameBits()
    {
        Result whole = this.Run("--steps", "5", "--threads", "1", "--checkpoint", _folder["whole"]);
        Result first = this.RunUntil(stopAfter: 2, "--steps", "5", "--threads", "1", "--checkpoint", _folder["parts"]);
        Result second = this.Run("--steps", "5", "--threads", "2", "--resume", "--checkpoint", _folder["parts"]);

        Assert.Equal((Application.Success, Application.Stopped, Application.Success), (whole.Code, first.Code, second.Code));
        Assert.Contains("Saved step 2 in ", first.Output);
        Assert.Contains("Going on from step 2 of ", second.Output);
        Assert.StartsWith("Validation loss after 5 steps: ", whole.LastLine);
        Assert.Equal(whole.LastLine, second.LastLine);
        Assert.Equal(File.ReadAllBytes(_folder["whole"]), File.ReadAllBytes(_folder["parts"]));
    }

    [Fact]
    public void Run_Fast_TrainsAnotherModel_WhichIsToldFromTheFirst()
    {
        Result result = this.Run("--fast", "--steps", "60", "--checkpoint", _folder["model"]);

        Assert.Equal(Application.Success, result.Code);
        Assert.StartsWith("673,152 parameters: 4 layers, 4 heads, d_model 128", result.Output);
        Assert.InRange(double.Parse(result.LastLine.Split(' ')[5], System.Globalization.CultureInfo.InvariantCulture), 2, 3);
        Assert.StartsWith("ROMEO:", Written(this.Run("--fast", "--generate-only", "--prompt", "ROMEO:", "--checkpoint", _folder["model"])));
        this.AssertFails(this.Run("--generate-only", "--checkpoint", _folder["model"]), $"{_folder["model"]}: ");
    }

    [Fact]
    public void Run_WithReport_WritesThePageAndTheLog()
    {
        Result result = this.Run("--steps", "251", "--checkpoint", _folder["model"], "--report", _folder["run"]);
        string[] log = File.ReadAllLines(_folder["run.jsonl"]);

        Assert.Equal(Application.Success, result.Code);
        Assert.Contains("\"running\":false", File.ReadAllText(_folder["run.html"]), StringComparison.Ordinal);
        _ = Assert.Single(Directory.EnumerateFiles(_folder["run.events"], "events.out.tfevents.*"));
        Assert.Equal(251, log.Count(static line => line.Contains("\"gradientNorm\"", StringComparison.Ordinal)));
        Assert.Equal(["250", "251"], Steps("\"validationLoss\""));
        Assert.Equal(["250", "251"], Steps("\"sample\""));

        string[] Steps(string part) => [.. log.Where(line => line.Contains(part, StringComparison.Ordinal)).Select(static line => line.Split(':', ',')[1])];
    }

    [Fact]
    public void Run_ReportThatCannotBeWritten_SaysSoBeforeTraining() =>
        this.AssertFails(this.Run("--checkpoint", _folder["model"], "--report", _folder[Path.Combine("missing", "run")]), _folder[Path.Combine("missing", "run.html")]);

    [Fact]
    public void Run_GenerateOnly_WritesTheSameTextForTheSameSeed()
    {
        this.SaveUntrained("model");
        string[] arguments = ["--generate-only", "--prompt", "ROMEO:", "--checkpoint", _folder["model"], "--seed"];
        Result first = this.Run([.. arguments, "7"]);

        Assert.Equal(Application.Success, first.Code);
        Assert.Equal(first.Output, this.Run([.. arguments, "7"]).Output);
        Assert.NotEqual(Written(first), Written(this.Run([.. arguments, "8"])));
        Assert.StartsWith("ROMEO:", Written(first));
        Assert.Equal("ROMEO:".Length + 500, Written(first).Length);
    }

    [Fact]
    public void Run_PromptLongerThanTheModelsMemory_GoesOnFromItsEnd()
    {
        this.SaveUntrained("model");
        string prompt = new('a', 200);

        Assert.StartsWith(prompt, Written(this.Run("--generate-only", "--prompt", prompt, "--checkpoint", _folder["model"])));
    }

    [Fact]
    public void Run_SavingFails_KeepsTheCheckpointThatWasThere()
    {
        this.SaveUntrained("model");
        byte[] before = File.ReadAllBytes(_folder["model"]);

        // The new file is written under a longer name, which the system refuses: as impossible as on a full disk.
        string path = _folder[new string('m', 245)];
        File.Move(_folder["model"], path);
        Result result = this.Run("--steps", "1", "--checkpoint", path);

        this.AssertFails(result, $"{path} could not be written; if it existed, it is unchanged. ");
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("--resume")]
    [InlineData("--generate-only")]
    public void Run_NoSuchCheckpoint_SaysSo(string option)
    {
        this.AssertFails(this.Run(option, "--checkpoint", _folder["none"]), $"{_folder["none"]}: there is no such checkpoint; ");
    }

    [Theory]
    [InlineData("--resume", 0)]
    [InlineData("--generate-only", 0)]
    [InlineData("--resume", 100_000)]
    [InlineData("--generate-only", 100_000)]
    public void Run_TruncatedCheckpoint_SaysWhere(string option, int length)
    {
        this.SaveUntrained("model");
        File.WriteAllBytes(_folder["model"], File.ReadAllBytes(_folder["model"])[..length]);

        this.AssertFails(this.Run(option, "--checkpoint", _folder["model"]), $"{_folder["model"]}: ");
    }

    [Fact]
    public void Run_ResumeFromAModelWithoutOptimizer_SaysSo()
    {
        this.SaveUntrained("model");

        this.AssertFails(this.Run("--resume", "--checkpoint", _folder["model"]), $"{_folder["model"]}: this is no checkpoint; ");
    }

    [Fact]
    public void Run_FolderOfTheCheckpointIsMissing_SaysSoBeforeTraining()
    {
        string path = _folder[Path.Combine("missing", "model")];

        this.AssertFails(this.Run("--checkpoint", path), $"{path} could not be written: there is no folder ");
    }

    [Fact]
    public void Run_UnknownPromptCharacter_IsMisuse()
    {
        Result result = this.Run("--prompt", "\u00e9");

        Assert.Equal((Application.Misuse, string.Empty), (result.Code, result.Output));
        Assert.StartsWith("--prompt: character 1, '\u00e9', ", result.Error);
    }

    private static string Written(Result result)
    {
        string[] parts = result.Output.Split("---" + Environment.NewLine);

        return string.Concat(parts[1].SkipLast(Environment.NewLine.Length));
    }

    private void AssertFails(Result result, string sentence)
    {
        Assert.Equal(Application.Failure, result.Code);
        Assert.StartsWith(sentence, result.Error);
        _ = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", result.Error);
    }

    private void SaveUntrained(string name)
    {
        using Shakespeare model = Shakespeare.Initialize(seed: 1);
        model.Save(_folder[name]);
    }

    private Result Run(params string[] arguments) => this.RunUntil(stopAfter: int.MaxValue, arguments);

    private Result RunUntil(int stopAfter, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using CancellationTokenSource stop = new();
        StoppingProgress progress = new(stopAfter, stop);
        int code = new Application(output, error, progress, stop.Token).Run(arguments);

        return new Result(code, output.ToString(), error.ToString());
    }

    /// <summary>A user who presses Ctrl+C after some steps.</summary>
    private sealed class StoppingProgress(int steps, CancellationTokenSource stop) : ProgressDisplay
    {
        public override void Show(long start, long target, Action<Action<TrainingState>> work) => work(state =>
        {
            if (state.Step == steps)
            {
                stop.Cancel();
            }
        });

        public override void WriteLine(string line)
        {
        }
    }

    private sealed record Result(int Code, string Output, string Error)
    {
        public string LastLine => this.Output.TrimEnd().Split('\n')[^1];
    }
}
