using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>weft check, against the source generator itself.</summary>
public sealed class CheckVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GoodSpecs_NoFindings() => Assert.Equal(
        ["2 files, no problems."],
        WeftCommand.Run("check", _folder.Write("a.yaml", SmallSpec.Text("A")), _folder.Write("b.yaml", SmallSpec.Text("B"))).Lines());

    [Fact]
    public void BrokenSpecs_TheDiagnosticsOfTheBuild_ExitCode1()
    {
        string[] paths =
        [
            _folder.Write("heads.yaml", SmallSpec.Text(heads: 5).Replace("layers", "layerz", StringComparison.Ordinal)),
            _folder.Write("empty.yaml", ""),
            _folder.Write("malformed.yaml", "model: [\n"),
            _folder.PathOf("missing.yaml"),
            _folder.Write("good.yaml", SmallSpec.Text("Good")),
            _folder.Write("one.yaml", SmallSpec.Text("Same")),
            _folder.Write("two.yaml", SmallSpec.Text("Same")),
        ];

        WeftCommand run = WeftCommand.Run(["check", .. paths]);
        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Error));
        Assert.Equal(SourceGenerator.Run("", paths).Diagnostics.Order(StringComparer.Ordinal), lines[..^1].Order(StringComparer.Ordinal));
        Assert.StartsWith($"{paths[0]}(7,8): error WEFT012: ", lines.First(static line => line.Contains("WEFT012", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal($"7 files, {lines.Length - 1} problems.", lines[^1]);
        Assert.Equal(paths.Where(static path => !path.EndsWith("good.yaml", StringComparison.Ordinal)), lines[..^1].Select(static line => line[..line.IndexOf('(', StringComparison.Ordinal)]).Distinct());
    }

    [Fact]
    public void Folder_IsNoSpec() => Assert.StartsWith(
        $"{_folder.Path}(1,1): error WEFT001: ", WeftCommand.Run("check", _folder.Path).Output, StringComparison.Ordinal);

    [Fact]
    public void SameFileTwice_IsNoDuplicate()
    {
        string path = _folder.Write("a.yaml", SmallSpec.Text());

        Assert.Equal(["1 file, no problems."], WeftCommand.Run("check", path, path).Lines());
    }

    [Fact]
    public void Json_HasPlacesAndMessages()
    {
        string path = _folder.Write("a.yaml", SmallSpec.Text(heads: 5));
        WeftCommand run = WeftCommand.Run("check", "--json", path);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        JsonElement finding = Assert.Single(root.GetProperty("findings").EnumerateArray());

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.Equal(1, root.GetProperty("files").GetInt32());
        Assert.Equal((path, "WEFT012", "error"), (Text("file"), Text("id"), Text("severity")));
        Assert.Equal([7, 8, 7, 9], ((string[])["line", "column", "endLine", "endColumn"]).Select(name => finding.GetProperty(name).GetInt32()));
        Assert.Equal($"{path}(7,8): error WEFT012: {Text("message")}", WeftCommand.Run("check", path).Output.Split(Environment.NewLine)[0]);

        string Text(string name) => finding.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Json_GoodSpec_NoFindings()
    {
        string[] lines = WeftCommand.Run("check", "--json", _folder.Write("a.yaml", SmallSpec.Text())).Lines();

        Assert.Empty(JsonDocument.Parse(string.Concat(lines)).RootElement.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public void NoSpec_ExitCode2()
    {
        WeftCommand run = WeftCommand.Run("check");

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal(["weft check: one or more spec files are needed; there are 0.", "usage: weft check SPEC... [--json]"], run.ErrorLines());
    }
}
