using System;
using System.IO;
using System.Linq;
using Weft.Generator.Tests.Build;
using Weft.Generator.Tests.Documentation;
using Xunit;

namespace Weft.Package.Tests;

/// <summary>A machine that has the packages and nothing else of Weft: the tool installed, a project of every template, all built.</summary>
public sealed class NewProjects
{
    // Words are spelled: enough for an encoder of 96 tokens.
    private const string Tokenizer = """
        {
          "added_tokens": [],
          "normalizer": {"type": "Lowercase"},
          "pre_tokenizer": {"type": "Whitespace"},
          "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {VOCABULARY}}
        }
        """;

    /// <summary>Does all of it; the tests only look.</summary>
    /// <param name="feed">The packages.</param>
    public NewProjects(PackageFeed feed)
    {
        this.Folder = feed.Folder;
        this.New("install", $"feed/Weft.Templates.{feed.Version}.nupkg");
        this.Succeed("tool", "install", "Weft.Tool", "--version", feed.Version, "--tool-path", "tools", "--configfile", "NuGet.config");
        this.New("weft-train", "--output", "my-train");
        this.New("weft-chat", "--output", "Acme.Chat");
        this.New("weft-embed", "--output", "Embed");
        this.New("weft-embed", "--output", "Imported");
        this.New("weft-lib", "--output", "1st library");
        this.Import("Imported");
        this.Build();
    }

    /// <summary>What the build printed.</summary>
    public string Output { get; private set; } = string.Empty;

    /// <summary>Whether it succeeded.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>Where everything lies.</summary>
    internal ProjectFolder Folder { get; }

    /// <summary>Runs a project's program.</summary>
    internal (int ExitCode, string Output) RunProject(string project, params string[] arguments) =>
        this.Folder.Start([$"{project}/bin/Release/net10.0/{project}.dll", .. arguments]);

    /// <summary>Runs the command that the tool's package brings.</summary>
    internal (int ExitCode, string Output) RunTool(params string[] arguments) =>
        this.Folder.StartProgram(Path.Combine(this.Folder.Path, "tools", OperatingSystem.IsWindows() ? "weft.exe" : "weft"), arguments);

    // With templates of its own, and not among those of who runs the tests.
    private void New(params string[] arguments) =>
        this.Succeed(["new", .. arguments, "--debug:custom-hive", Path.Combine(this.Folder.Path, "hive")]);

    // A folder as Hugging Face has them: an encoder, and a tokenizer beside it.
    private void Import(string project)
    {
        string source = Repository.PathOf("tests/Conformance/cases/huggingface/distilbert");
        string[] letters = [.. "abcdefghijklmnopqrstuvwxyz".Select(static letter => letter.ToString())];
        string[] words = ["[UNK]", .. letters, .. letters.Select(static letter => $"##{letter}")];
        this.Folder.Write("encoder/tokenizer.json", Tokenizer.Replace(
            "VOCABULARY", string.Join(", ", words.Select(static (word, id) => $"\"{word}\": {id}")), StringComparison.Ordinal));
        File.Copy(Path.Combine(source, "config.json"), Path.Combine(this.Folder.Path, "encoder/config.json"));
        File.Copy(Path.Combine(source, "model.safetensors"), Path.Combine(this.Folder.Path, "encoder/model.safetensors"));
        (int exitCode, string output) = this.RunTool("import", "encoder", "--name", "sentences", "--output", $"{project}/models");

        Assert.True(exitCode == 0, output);
    }

    private void Build()
    {
        this.Folder.Write("New.slnx", """
            <Solution>
              <Project Path="my-train/my-train.csproj" />
              <Project Path="Acme.Chat/Acme.Chat.csproj" />
              <Project Path="Embed/Embed.csproj" />
              <Project Path="Imported/Imported.csproj" />
              <Project Path="1st library/1st library.csproj" />
            </Solution>
            """);
        (int exitCode, this.Output) = this.Folder.Start(
            "build", "New.slnx", "-c", "Release", "-p:TreatWarningsAsErrors=true", "-nologo", "-v:minimal", "-nodeReuse:false", "-tl:off");
        this.IsBuilt = exitCode == 0;
    }

    private void Succeed(params string[] command)
    {
        (int exitCode, string output) = this.Folder.Start(command);
        Assert.True(exitCode == 0, output);
    }
}
