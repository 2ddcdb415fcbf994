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
        Result whole = this.Run("--steps", "38", "--threads", "1", "--checkpoint", _folder["whole.safetensors"]);
        Result first = this.RunUntil(stopAfter: 20, "--steps", "38", "--threads", "1", "--checkpoint", _folder["parts.safetensors"]);
        Result second = this.Run("--steps", "38", "--threads", "2", "--resume", "--checkpoint", _folder["parts.safetensors"]);

        Assert.Equal((Application.Success, Application.Stopped, Application.Success), (whole.Code, first.Code, second.Code));
        Assert.Contains("Saved step 20 in ", first.Output);
        Assert.Contains("Going on from step 20 of ", second.Output);
        Assert.Equal(Figures(whole), Figures(second));
        Assert.Equal(3, Figures(whole).Length);

        foreach (string file in (string[])[".safetensors", ".epoch-0001.safetensors", ".vocab.json", ".merges.txt"])
        {
            Assert.Equal(File.ReadAllBytes(_folder["whole" + file]), File.ReadAllBytes(_folder["parts" + file]));
        }
    }

    [Fact]
    public void Run_FolderOfSentences_TrainsEvaluatesAndTranslates()
    {
        this.WriteFolder();
        string[] data = ["--data", _folder[string.Empty], "--checkpoint", _folder["x.safetensors"]];
        Result training = this.Run([.. data, "--source", "en", "--target", "de", "--lowercase", "--steps", "3", "--report", _folder["run"]]);
        Result evaluation = this.Run([.. data, "--evaluate"]);

        Assert.Equal((Application.Success, Application.Success), (training.Code, evaluation.Code));
        Assert.Contains("3 sentence pairs of train, ", training.Output);
        Assert.Equal(["val: perplexity", "val: BLEU", "val: nrefs", "test_x: perplexity", "test_x: BLEU", "test_x: nrefs"], Figures(evaluation).Select(static line => line[..line.IndexOfAny([' ', ':'], line.IndexOf(' ') + 1)]));
        Assert.Equal(Figures(training), Figures(evaluation));
        Assert.Contains("\"running\":false", File.ReadAllText(_folder["run.html"]), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadLines(_folder["run.jsonl"]).Count(static line => line.Contains("\"gradientNorm\"", StringComparison.Ordinal)));
        Assert.Contains(File.ReadLines(_folder["run.jsonl"]), static line => line.Contains("\"sample\":\"", StringComparison.Ordinal) && line.Contains("translation: ", StringComparison.Ordinal));
        Assert.Contains("case:lc", evaluation.Output);

        Result one = this.Run("--translate", "A CAT", "--checkpoint", _folder["x.safetensors"]);
        Result same = this.RunOn("a cat", "--prompt", "--checkpoint", _folder["x.safetensors"]);
        Assert.Equal((Application.Success, Application.Success, one.Output), (one.Code, same.Code, same.Output));

        // What was translated with is the moving average, which the models of epochs are; without them there are the parameters in training.
        Array.ForEach(Directory.GetFiles(_folder[string.Empty], "x.epoch-*"), File.Delete);
        Assert.NotEqual(Figures(evaluation), Figures(this.Run([.. data, "--evaluate"])));
    }

    [Theory]
    [InlineData("--resume")]
    [InlineData("--evaluate")]
    [InlineData("--prompt")]
    [InlineData("--translate=a")]
    public void Run_NoSuchCheckpoint_SaysSo(string option) =>
        AssertFails(this.Run(option, "--checkpoint", _folder["none"]), $"{_folder["none"]}: there is no such checkpoint; ");

    [Fact]
    public void Run_CheckpointOfAnotherProgram_SaysSo()
    {
        using Tatoeba model = Tatoeba.CreateEmpty();
        model.Save(_folder["x"]);

        AssertFails(this.Run("--translate", "a", "--checkpoint", _folder["x"]), $"{_folder["x"]}: this is no translator; it does not say its languages.");
    }

    [Fact]
    public void Run_CheckpointOfAnotherModel_SaysSo()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("weft.model", "Other");
        writer.AddMetadata("translate.source", "en");
        writer.AddMetadata("translate.target", "de");
        writer.AddMetadata("translate.lowercase", "false");
        writer.Save(_folder["x"]);

        AssertFails(this.Run("--translate", "a", "--checkpoint", _folder["x"]), $"{_folder["x"]} is of the model Other; this program has Tatoeba and Multi30k.");
    }

    [Fact]
    public void Run_TruncatedCheckpoint_SaysWhere()
    {
        this.SaveUntrained("x");
        File.WriteAllBytes(_folder["x"], File.ReadAllBytes(_folder["x"])[..100_000]);

        AssertFails(this.Run("--translate", "a", "--checkpoint", _folder["x"]), $"{_folder["x"]}: ");
    }

    [Fact]
    public void Run_VocabularyMissing_SaysSo()
    {
        this.SaveUntrained("x");

        Assert.Contains(_folder["x.vocab.json"], this.Run("--translate", "a", "--checkpoint", _folder["x"]).Error);
    }

    [Fact]
    public void Run_EvaluateOnOtherLanguages_IsMisuse()
    {
        this.WriteFolder();
        this.SaveUntrained("x");
        Result result = this.Run("--evaluate", "--data", _folder[string.Empty], "--source", "en", "--target", "de", "--checkpoint", _folder["x"]);

        Assert.Equal(Application.Misuse, result.Code);
        Assert.StartsWith($"{_folder["x"]} translates from kor to eng, the sentences are en and de; ", result.Error);
    }

    [Fact]
    public void Run_FolderOfTheCheckpointIsMissing_SaysSoBeforeTraining()
    {
        string path = _folder[Path.Combine("missing", "model")];

        AssertFails(this.Run("--checkpoint", path), $"{path} could not be written: there is no folder ");
    }

    private static void AssertFails(Result result, string sentence)
    {
        Assert.Equal(Application.Failure, result.Code);
        Assert.StartsWith(sentence, result.Error);
        _ = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", result.Error);
    }

    // The lines of the final evaluation.
    private static string[] Figures(Result result) =>
        [.. result.Output.Split(Environment.NewLine).Where(static line => line.Contains(": perplexity ") || line.Contains(": BLEU ") || line.Contains(": nrefs:"))];

    private void WriteFolder()
    {
        foreach (string part in (string[])["train", "val", "test_x"])
        {
            File.WriteAllText(_folder[$"{part}.en"], "A cat.\nTwo cats.\nA dog.\n");
            File.WriteAllText(_folder[$"{part}.de"], "Eine Katze.\nZwei Katzen.\nEin Hund.\n");
        }
    }

    private void SaveUntrained(string name)
    {
        using Tatoeba model = Tatoeba.Initialize(seed: 1);
        model.Save(_folder[name], SavedTranslator.Describe(TatoebaPairs.Load(), isAveraged: false));
    }

    private Result Run(params string[] arguments) => this.RunOn(string.Empty, arguments);

    private Result RunOn(string input, params string[] arguments) => Run(input, stopAfter: int.MaxValue, arguments);

    private Result RunUntil(int stopAfter, params string[] arguments) => Run(string.Empty, stopAfter, arguments);

    private static Result Run(string text, int stopAfter, string[] arguments)
    {
        using StringReader input = new(text);
        using StringWriter output = new();
        using StringWriter error = new();
        using CancellationTokenSource stop = new();
        StoppingProgress progress = new(stopAfter, stop);
        int code = new Application(new Terminal(input, output, error, progress, IsInteractive: false), stop.Token).Run(arguments);

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

    private sealed record Result(int Code, string Output, string Error);
}
