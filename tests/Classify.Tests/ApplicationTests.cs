using System;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The whole program, trained on two who speak of different things.</summary>
public sealed class ApplicationTests(ApplicationTests.Trained trained) : IClassFixture<ApplicationTests.Trained>
{
    [Fact]
    public void Run_Training_ComparesFourWays()
    {
        string[] lines = trained.Result.Output.TrimEnd().Split('\n');

        Assert.Equal((Application.Success, 7), (trained.Result.Code, lines.Length));
        Assert.Equal("2 speakers, 32 speeches to learn from, 8 held out", lines[0]);
        Assert.Equal("accuracy  macro F1      trained    memory      time", lines[1].Trim());
        Assert.Matches("^always (Cook|Sailor) +[0-9.]+ % +0\\.[0-9]{3}$", lines[2]);
        Assert.Matches("^words, by naive Bayes +[0-9.]+ % +[01]\\.[0-9]{3}$", lines[3]);
        Assert.Matches("^all parameters +100\\.0 % +1\\.000 +22,470,912 +[0-9]+ MB +[0-9.]+ s$", lines[4]);
        Assert.Matches("^adapters and classes +[0-9.]+ % +[01]\\.[0-9]{3} +335,616 +[0-9]+ MB +[0-9.]+ s$", lines[5]);
        Assert.Contains("all parameters: 3 of 3 times, loss ", trained.Result.Error);
        Assert.True(File.Exists(Path.Combine(trained.Folder, "speakers.safetensors")));
    }

    [Theory]
    [InlineData("Sailor", "We hoist the sails and steer the ship before the wind to the harbour.")]
    [InlineData("Cook", "Stir the soup and put more butter and salt into the pan.")]
    public void Run_Speech_TellsWhoSaysSo(string speaker, string speech)
    {
        Result result = trained.Run(speech.Split(' '));

        Assert.Equal((Application.Success, string.Empty), (result.Code, result.Error));
        Assert.Equal(2, result.Output.TrimEnd().Split('\n').Length);
        Assert.EndsWith($"%  {speaker}", result.Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutAClassifier_SaysHowToGetOne()
    {
        using TemporaryFolder folder = new();
        Result expected = new(
            Application.Failure, string.Empty,
            $"{Path.Combine(folder["none"], "speakers.safetensors")}: there is no classifier yet; without a speech, the program trains one.\n");

        Assert.Equal(expected, trained.Run("To", "be", "--folder", folder["none"]));
    }

    [Fact]
    public void Run_AFileOfAnother_IsRefused()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter writer = new();
        writer.Add("a", [1], [1f]);
        writer.Save(folder["speakers.safetensors"]);

        Assert.Equal(
            $"{folder["speakers.safetensors"]}: this is no classifier of this program; it names no speakers.\n",
            trained.Run("To", "be", "--folder", folder["."]).Error.Replace("/./", "/", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_TextOfOneSpeaker_SaysWhatIsNeeded()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["talk.txt"], "Ann:\nNobody else says a single word in this text, nobody.");
        Result result = trained.Run("--text", folder["talk.txt"]);

        Assert.Equal(Application.Failure, result.Code);
        Assert.Equal(
            $"{folder["talk.txt"]}: there are no two speakers with 5 speeches of 8 words; a speech is a paragraph whose first line is a name and a colon.\n",
            result.Error);
    }

    [Fact]
    public void Run_Stopped_SaysSo() => Assert.Equal(
        (Application.Stopped, "Stopped.\n"), trained.Run(new CancellationToken(canceled: true), "--text", trained.Text) is var result ? (result.Code, result.Error) : default);

    [Fact]
    public void Run_Help_ExplainsTheOptions() => Assert.Equal(
        new Result(Application.Success, CommandLine.Help.ReplaceLineEndings("\n"), string.Empty), trained.Run("--help"));

    [Fact]
    public void Run_Misuse_PointsToTheHelp() => Assert.Equal(
        new Result(Application.Misuse, string.Empty, "There is no option --x. (--help explains the options)\n"), trained.Run("--x"));

    /// <summary>What a run of the program ended with.</summary>
    public sealed record Result(int Code, string Output, string Error);

    /// <summary>The program after training, once for all tests.</summary>
    public sealed class Trained : IDisposable
    {
        private static readonly string[] Meals = ["soup", "bread", "stew", "cake", "pie"];
        private static readonly string[] Ships = ["ship", "sail", "anchor", "mast", "deck"];
        private readonly TemporaryFolder _folder = new();

        public Trained()
        {
            File.WriteAllText(this.Text, string.Join("\n\n", Enumerable.Range(0, 20).SelectMany(static number => (string[])
            [
                $"Cook:\nStir the {Meals[number % 5]} with butter and salt, then cook the {Meals[number / 5]} slowly.",
                $"Sailor:\nThe {Ships[number % 5]} is wet, the wind is strong, and the {Ships[number / 5]} moves with the waves.",
            ])));
            this.Result = this.Run("--text", this.Text, "--epochs", "3");
        }

        /// <summary>Where it keeps its files.</summary>
        public string Folder => _folder["model"];

        /// <summary>What it was trained on.</summary>
        public string Text => _folder["talk.txt"];

        /// <summary>What training ended with.</summary>
        public Result Result { get; }

        public Result Run(params string[] arguments) => this.Run(CancellationToken.None, arguments);

        public Result Run(CancellationToken cancellation, params string[] arguments)
        {
            using StringWriter output = new() { NewLine = "\n" };
            using StringWriter error = new() { NewLine = "\n" };
            int code = new Application(output, error, cancellation).Run(["--folder", this.Folder, .. arguments]);

            return new Result(code, output.ToString().ReplaceLineEndings("\n"), error.ToString());
        }

        public void Dispose() => _folder.Dispose();
    }
}
