using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>weft export: what weft import made of a folder goes back into one.</summary>
public sealed class ExportVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _given = Path.Combine(AppContext.BaseDirectory, "gpt2");

    public ExportVerbTests() => WeftCommand.Run("import", _given, "--output", _folder.PathOf("models")).Lines();

    public void Dispose() => _folder.Dispose();

    private string Spec => _folder.PathOf("models/gpt2.yaml");

    private string Weights => _folder.PathOf("models/gpt2.safetensors");

    private string Output => _folder.PathOf("out");

    [Fact]
    public void ImportedModel_ComesBack()
    {
        string[] lines = WeftCommand.Run("export", this.Spec, this.Weights, "--output", this.Output).Lines();

        Assert.Equal("Gpt2: family gpt2, class GPT2LMHeadModel, 40 tensors.", lines[0]);
        Assert.EndsWith($"config.json: written.", lines[1], StringComparison.Ordinal);
        Assert.EndsWith($"model.safetensors: written.", lines[2], StringComparison.Ordinal);
        WeftCommand.Run("import", this.Output, "--name", "gpt2", "--output", _folder.PathOf("again")).Lines();
        Assert.Equal(File.ReadAllBytes(this.Weights), File.ReadAllBytes(_folder.PathOf("again/gpt2.safetensors")));
    }

    [Fact]
    public void Json_NamesFamilyClassAndFiles()
    {
        _ = Directory.CreateDirectory(_folder.PathOf("words"));
        _ = _folder.Write("words/tokenizer.json", "{}");
        string text = WeftCommand.Run(
            "export", this.Spec, this.Weights, "--output", this.Output, "--tokenizer", _folder.PathOf("words"), "--json").Output;
        using JsonDocument json = JsonDocument.Parse(text);

        Assert.Equal("gpt2", json.RootElement.GetProperty("family").GetString());
        Assert.Equal("GPT2LMHeadModel", json.RootElement.GetProperty("class").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("files").GetArrayLength());
        Assert.True(File.Exists(Path.Combine(this.Output, "tokenizer.json")));
    }

    [Fact]
    public void WrongInput_OneSentence_NothingWritten()
    {
        Assert.Equal(
            [$"weft export: {this.Weights}x: there is no such file."],
            Failure(CommandLine.InputError, this.Spec, $"{this.Weights}x", "--output", this.Output));
        Assert.Equal(
            ["weft export: llama has no model like Gpt2, which has 'activation: gelu_tanh' and not 'activation: "],
            [.. Array.ConvertAll(
                Failure(CommandLine.InputError, this.Spec, this.Weights, "--output", this.Output, "--family", "llama"),
                static line => line[..(line.IndexOf("and not 'activation: ", StringComparison.Ordinal) + "and not 'activation: ".Length)])]);
        Assert.StartsWith(
            $"weft export: {Path.Combine(_given, "model.safetensors")}: tensor '",
            Failure(CommandLine.InputError, this.Spec, Path.Combine(_given, "model.safetensors"), "--output", this.Output)[0],
            StringComparison.Ordinal);
        Assert.Equal(
            [$"weft export: {this.Spec}: this is a file and no folder."],
            Failure(CommandLine.InputError, this.Spec, this.Weights, "--output", this.Spec));
        Assert.Equal(
            [$"weft export: {_given}: there is no such folder with tokenizer files, such as tokenizer.json."],
            Failure(CommandLine.InputError, this.Spec, this.Weights, "--output", this.Output, "--tokenizer", _given));
        Assert.False(Directory.Exists(this.Output));
    }

    [Theory]
    [InlineData("weft export: a spec file and a file of parameters are needed; there is 1.", "a.yaml")]
    [InlineData("weft export: --output DIR is needed.", "a.yaml", "b.safetensors")]
    [InlineData("weft export: there is no family 'lama'; did you mean 'llama'?", "a.yaml", "b.safetensors", "--output", "c", "--family", "lama")]
    public void WrongUse_NamesTheNearest(string message, params string[] arguments) =>
        Assert.Equal(message, Failure(CommandLine.UsageError, arguments)[0]);

    private static string[] Failure(int code, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(["export", .. arguments]);
        Assert.Equal((code, ""), (run.Code, run.Output));

        return run.ErrorLines();
    }
}
