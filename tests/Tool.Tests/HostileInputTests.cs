using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>Inputs that nobody means: one sentence and exit code 1 or 2, and never the words for a defect of the command itself.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const string Defect = "this is a defect of Weft";
    private readonly TemporaryFolder _folder = new();
    private readonly string _given;

    /// <summary>Some of the commands write where the model lies.</summary>
    public HostileInputTests()
    {
        _given = Directory.CreateDirectory(_folder.PathOf("gpt2")).FullName;

        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "gpt2", name), Path.Combine(_given, name));
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Every verb, with a file of every kind in the place of every other.</summary>
    [Fact]
    public void AnyFile_InAnyPlace_IsReadOrRefused()
    {
        string[] files =
        [
            _folder.Path, Path.Combine(_given, "config.json"), Path.Combine(_given, "model.safetensors"), _given,
            _folder.Write("empty", ""), _folder.Write("zeros", new string('\0', 4096)), _folder.Write("short.gguf", "GGUF"),
            _folder.Write("list.yaml", "- a\n- b\n"), _folder.Write("deep.yaml", new string('[', 5000)), _folder.PathOf("missing/file"),
            _folder.Write("fine.yaml", "model: Fine\narchitecture: decoder\nvocabulary: 8\nmax_length: 8\nd_model: 8\nlayers: 1\nheads: 1\n"),
            _folder.Write("broken.safetensors", "\u0010\0\0\0\0\0\0\0{\"a\":{\"dtype\":1}}"),
        ];
        string output = _folder.PathOf("out");

        foreach (string file in files)
        {
            this.Check([file], "check", file);
            this.Check([file], "inspect", file);
            this.Check([file], "import", file, "--output", output);
            this.Check([file], "import", _given, "--output", file);
            this.Check([file], "import", _given, "--adapter", file, "--output", output);
            this.Check([file], "import", file, "--tokenizer", file, "--output", output);
            this.Check([file], "emit", files[^2], "--output", file);
            this.Check([file], "average", output, file);
            this.Check([file], "average", file, files[2]);
            this.Check([file], "bleu", file, file);
            this.Check([file], "chrf", file, files[1]);
            this.Check([file], "new", file);
            this.Check([file], "export", files[^2], file, "--output", output);
            this.Check([file], "export", file, files[2], "--output", output);
        }
    }

    private void Check(IEnumerable<string> what, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(arguments);
        string told = $"{string.Join(' ', arguments)} ({string.Join(", ", what)}): {run.Error}";

        Assert.InRange(run.Code, CommandLine.Success, CommandLine.UsageError);
        Assert.False(run.Error.Contains(Defect, StringComparison.Ordinal), told);
        Assert.False(run.Error.Contains("   at ", StringComparison.Ordinal), told);
        Assert.True(run.Code == CommandLine.Success || run.Error.Length + run.Output.Length > 0, told);
    }
}
