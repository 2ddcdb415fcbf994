using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class NewVerbTests : IDisposable
{
    private static readonly string[] Sizes = ["tiny", "small", "medium", "base", "big", "bert-base", "bert-large", "gpt2-small", "gpt2-medium"];
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public NewVerbTests() => _path = _folder.PathOf("chat-bot.yaml");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("decoder", "--training")]
    [InlineData("decoder", "--no-training")]
    [InlineData("encoder", "--training")]
    [InlineData("encoder", "--no-training")]
    [InlineData("encoder-decoder", "--training")]
    [InlineData("encoder-decoder", "--no-training")]
    public void EverySize_PassesTheCheck(string architecture, string training)
    {
        string[] paths = [.. Sizes.Select(size => _folder.PathOf($"{size}.yaml"))];

        foreach ((string size, string path) in Sizes.Zip(paths))
        {
            Assert.Equal([$"{path}: written."], WeftCommand.Run("new", path, "--size", size, "--architecture", architecture, training).Lines());
        }

        Assert.Equal([$"{paths.Length} files, no problems."], WeftCommand.Run(["check", .. paths]).Lines());
        Assert.Equal(training == "--training", File.ReadAllText(paths[0]).Contains("\ntraining: {", StringComparison.Ordinal));
        Assert.All(File.ReadAllLines(paths[0]), static line => Assert.InRange(line.Length, 0, 140));
    }

    [Fact]
    public void NoOptions_SmallDecoderNamedAfterTheFile()
    {
        _ = WeftCommand.Run("new", _path).Lines();
        JsonElement inspection = JsonDocument.Parse(WeftCommand.Run("inspect", "--json", _path).Output).RootElement;

        Assert.Equal(("ChatBot", "decoder"), (inspection.GetProperty("model").GetString(), inspection.GetProperty("architecture").GetString()));
        Assert.Equal((256 + 128) * 128, inspection.GetProperty("parameters").GetProperty("embeddings").GetInt64());
        Assert.True(inspection.GetProperty("bytes").TryGetProperty("training", out _));
    }

    [Fact]
    public void Options_AreInTheFile()
    {
        _ = WeftCommand.Run("new", _path, "--name", "Other", "--vocabulary", "99", "--max-length=33", "--size", "tiny", "--no-training").Lines();
        string[] lines = File.ReadAllLines(_path);

        Assert.Superset(new[] { "model: Other", "vocabulary: 99", "max_length: 33", "d_model: 64", "layers: 2", "heads: 2" }.ToHashSet(), lines.ToHashSet());
    }

    [Fact]
    public void Terminal_AsksForWhatIsNotGiven()
    {
        WeftCommand run = WeftCommand.RunAt("\nenc\nencoder\nt\n0\n512\nno\n", "new", _path, "--max-length", "33");
        string[] lines = File.ReadAllLines(_path);

        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));
        Assert.Superset(
            new[] { "model: ChatBot", "architecture: encoder", "output: hidden", "d_model: 64", "vocabulary: 512", "max_length: 33" }.ToHashSet(), lines.ToHashSet());
        Assert.Contains("Name of the class [ChatBot]: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("This is one of decoder, encoder, encoder-decoder.", run.Output, StringComparison.Ordinal);
        Assert.Contains("This is a whole number from 1 to 16777216.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Token ids of the vocabulary, 1 to 16777216 [256]: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("longest sequence", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"{_path}: written.{Environment.NewLine}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EndOfInput_TakesTheUsual()
    {
        _ = WeftCommand.RunAt("", "new", _path).Lines();

        Assert.Contains("model: ChatBot", File.ReadAllLines(_path));
    }

    [Fact]
    public void Schema_IsWrittenAndReferredTo()
    {
        _ = WeftCommand.Run("new", _path, "--schema").Lines();

        Assert.Equal("# yaml-language-server: $schema=weft.schema.json", File.ReadLines(_path).First());
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "weft.schema.json")), File.ReadAllText(_folder.PathOf("weft.schema.json")));
    }

    [Fact]
    public void SchemaAbove_IsReferredTo()
    {
        _ = _folder.Write("weft.schema.json", "{}");
        string path = Path.Combine(Directory.CreateDirectory(_folder.PathOf("below")).FullName, "a.yaml");

        _ = WeftCommand.Run("new", path).Lines();

        Assert.Equal("# yaml-language-server: $schema=../weft.schema.json", File.ReadLines(path).First());
    }

    [Fact]
    public void FileThatIsThere_IsReplacedByForceAlone()
    {
        _ = _folder.Write("chat-bot.yaml", "kept");
        WeftCommand run = WeftCommand.Run("new", _path);

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.Equal([$"weft new: {_path}: the file is there already; --force replaces it."], run.ErrorLines());
        Assert.Equal("kept", File.ReadAllText(_path));

        _ = WeftCommand.Run("new", _path, "--force").Lines();
        Assert.Contains("model: ChatBot", File.ReadAllLines(_path));
    }

    [Fact]
    public void WrongTarget_ExitCode1()
    {
        string below = Path.Combine(_folder.PathOf("none"), "a.yaml");

        Assert.Equal([$"weft new: {_folder.Path}: this is a folder and no file."], WeftCommand.Run("new", _folder.Path).ErrorLines());
        Assert.Equal([$"weft new: {below}: there is no folder {_folder.PathOf("none")}."], WeftCommand.Run("new", below).ErrorLines());
        Assert.Equal(CommandLine.InputError, WeftCommand.Run("new", below).Code);
    }

    [Fact]
    public void NameThatIsNone_NothingIsWritten_ExitCode1()
    {
        WeftCommand run = WeftCommand.Run("new", _path, "--name", "class", "--schema");

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.StartsWith($"{_path}(4,8): error WEFT011: ", Assert.Single(run.ErrorLines()), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("one file to write is needed; there are 0.")]
    [InlineData("--training and --no-training contradict each other.", "a.yaml", "--training", "--no-training")]
    [InlineData("--vocabulary is a whole number from 1 to 16777216, not '0'.", "a.yaml", "--vocabulary", "0")]
    [InlineData("--architecture is one of decoder, encoder, encoder-decoder, not 'decode'; did you mean 'decoder'?", "a.yaml", "--architecture", "decode")]
    public void WrongArguments_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(["new", .. arguments]);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal($"weft new: {message}", run.ErrorLines()[0]);
    }
}
